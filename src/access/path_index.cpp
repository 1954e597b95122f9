// The hash of a beginning is FNV-1a, which goes on from segment to segment. Two beginnings with the
// same hash share an entry: their rules are then looked at once too often.
#include "access/path_index.hpp"

#include <algorithm>
#include <utility>

#include "access/glob.hpp"
#include "postern/base/fnv.hpp"

namespace postern::access {

namespace {

constexpr std::size_t kFewestPlaces = 16;

}  // namespace

std::size_t RuleMask::next(std::size_t from) const noexcept {
    for (std::size_t word = from / kWordBits; word < words_.size(); ++word) {
        const std::uint64_t below =
            word == from / kWordBits ? (std::uint64_t{1} << from % kWordBits) - 1 : 0;
        const std::uint64_t left = words_[word] & ~below;
        if (left != 0) return word * kWordBits + static_cast<std::size_t>(std::countr_zero(left));
    }
    return kEnd;
}

void PathIndex::add(std::size_t rule, std::string_view prefix) {
    if (prefix.empty()) return add(rule);
    if ((used_ + 1) * 2 > entries_.size()) grow();
    const auto hash = fnv1a(prefix);
    Entry& entry = entries_[place_of(hash)];
    if (entry.rules.is_empty()) ++used_;
    entry.hash = hash;
    entry.rules.add(rule);
    longest_ = std::max(longest_, prefix.size());
}

RuleMask PathIndex::find(std::string_view path) const noexcept {
    RuleMask rules = always_;
    if (used_ == 0) return rules;
    std::uint64_t hash = kFnv1aOfNothing;
    for (std::size_t at = 0; at <= std::min(path.size(), longest_); ++at) {
        const bool ends_segment = at == path.size() || path[at] == '/';
        if (ends_segment && at > 0) rules |= entries_[place_of(hash)].rules;
        if (at < path.size()) hash = fnv1a_and(hash, fold_case_ ? folded(path[at]) : path[at]);
    }
    return rules;
}

std::size_t PathIndex::place_of(std::uint64_t hash) const noexcept {
    const std::size_t mask = entries_.size() - 1;
    std::size_t place = hash & mask;
    while (!entries_[place].rules.is_empty() && entries_[place].hash != hash)
        place = (place + 1) & mask;
    return place;
}

void PathIndex::grow() {
    const auto before =
        std::exchange(entries_, std::vector<Entry>(std::max(entries_.size() * 2, kFewestPlaces)));
    for (const Entry& entry : before)
        if (!entry.rules.is_empty()) entries_[place_of(entry.hash)] = entry;
}

}  // namespace postern::access
