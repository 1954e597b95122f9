// Which language somebody gets who sends this Accept-Language header.
#include <algorithm>
#include <array>
#include <optional>

#include "postern/base/bytes.hpp"
#include "postern/text/catalogue.hpp"

namespace postern::text {

namespace {

/// What is of no more use than this was written to keep us busy.
constexpr std::size_t kMaxHeaderBytes = 1024;

/// `de-AT;q=0.8` of the header.
struct Wish {
    std::string_view range;  ///< `de-AT`, or `*`
    int thousandths;         ///< 0: not at all
};

/// How exactly a wish names a language; the most exact one counts.
enum class Fit { None, Any, Region, Wider, Exact };

/// `1`, `0.5`, `0.125`: at most three digits behind the point, in thousandths.
std::optional<int> parse_weight(std::string_view text) noexcept {
    constexpr std::array<int, 5> kScale{0, 0, 100, 10, 1};
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
    if (text.size() > 1 && text[1] != '.') return std::nullopt;
    int weight = text[0] == '1' ? 1000 : 0;
    for (std::size_t i = 2; i < text.size(); ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        weight += (text[i] - '0') * kScale[i];
    }
    return weight <= 1000 ? std::optional{weight} : std::nullopt;
}

bool is_range(std::string_view range) noexcept {
    constexpr std::string_view kAllowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    return range == "*" ||
           (!range.empty() && range.find_first_not_of(kAllowed) == std::string_view::npos);
}

std::optional<Wish> parse_wish(std::string_view item) noexcept {
    const auto semicolon = std::min(item.find(';'), item.size());
    const auto range = trim(item.substr(0, semicolon));
    if (!is_range(range)) return std::nullopt;
    if (semicolon == item.size()) return Wish{range, 1000};
    const auto parameter = trim(item.substr(semicolon + 1));
    if (!equals_ignoring_ascii_case(parameter.substr(0, 2), "q=")) return std::nullopt;
    const auto weight = parse_weight(parameter.substr(2));
    return weight ? std::optional{Wish{range, *weight}} : std::nullopt;
}

bool begins_with_tag(std::string_view text, std::string_view tag) noexcept {
    return text.size() > tag.size() && text[tag.size()] == '-' &&
           equals_ignoring_ascii_case(text.substr(0, tag.size()), tag);
}

Fit fit_of(std::string_view range, std::string_view language) noexcept {
    if (range == "*") return Fit::Any;
    if (equals_ignoring_ascii_case(range, language)) return Fit::Exact;
    if (begins_with_tag(language, range)) return Fit::Wider;
    return begins_with_tag(range, language) ? Fit::Region : Fit::None;
}

/// How much one language is wanted.
struct Standing {
    std::string_view language;
    Fit fit = Fit::None;
    int thousandths = 0;
    std::size_t position = 0;  ///< of the wish in the header: of two liked alike, the first counts

    void hear(const Wish& wish, std::size_t at) noexcept {
        const Fit heard = fit_of(wish.range, language);
        if (heard == Fit::None || heard < fit) return;
        if (heard == fit && wish.thousandths <= thousandths) return;
        *this = {language, heard, wish.thousandths, at};
    }

    bool is_before(const Standing& other) const noexcept {
        if (thousandths != other.thousandths) return thousandths > other.thousandths;
        return position < other.position;
    }
};

}  // namespace

std::string Catalogue::negotiate(std::string_view accept_language,
                                 std::string_view fallback) const {
    const std::string_view last = has(fallback) ? fallback : kFallbackLanguage;
    std::vector<Standing> standings{{.language = last}};  // first: `*` asks for it
    for (const auto& language : languages_)
        if (language != last) standings.push_back({.language = language});
    auto rest = accept_language.substr(0, kMaxHeaderBytes);
    for (std::size_t at = 0; !rest.empty(); ++at) {
        const auto end = std::min(rest.find(','), rest.size());
        if (const auto wish = parse_wish(rest.substr(0, end)))
            for (auto& standing : standings) standing.hear(*wish, at);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const auto best = std::ranges::min_element(
        standings, [](const Standing& a, const Standing& b) { return a.is_before(b); });
    return std::string{best->thousandths > 0 ? best->language : last};
}

}  // namespace postern::text
