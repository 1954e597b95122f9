// Near misses, by edit distance.
#include "config/suggestion.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace postern::config {

namespace {

constexpr std::size_t kMaxNameBytes = 64;  // no key is as long; bounds the work

/// Levenshtein: the fewest insertions, removals and replacements.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

/// Without its section: people know the key and forget where it stands.
std::string_view leaf(std::string_view name) noexcept { return name.substr(name.rfind('.') + 1); }

}  // namespace

std::optional<std::string> closest(std::string_view name,
                                   const std::vector<std::string>& candidates) {
    if (name.empty() || name.size() > kMaxNameBytes) return std::nullopt;
    const auto same_leaf = std::ranges::find_if(
        candidates, [&](const std::string& c) { return leaf(c) == leaf(name); });
    if (same_leaf != candidates.end()) return *same_leaf;

    std::size_t best = name.size() / 4 + 2;  // beyond this it is another word
    std::optional<std::string> found;
    for (const std::string& candidate : candidates) {
        const std::size_t distance = edit_distance(name, candidate);
        if (distance >= best) continue;
        best = distance;
        found = candidate;
    }
    return found;
}

}  // namespace postern::config
