#include "text/between_tags.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "postern/base/bytes.hpp"

namespace postern::text {

namespace {

constexpr auto kNever = std::string_view::npos;

constexpr std::array<std::string_view, 4> kRawElements{"script", "style", "textarea", "title"};

bool is_letter(char c) noexcept { return c >= 'a' && c <= 'z'; }

/// Behind the `>` of the tag that the text begins with; kNever: it does not end.
std::size_t end_of_tag(std::string_view text) noexcept {
    char quote = '\0';
    for (std::size_t at = 1; at < text.size(); ++at) {
        const char c = text[at];
        if (quote != '\0') {
            if (c == quote) quote = '\0';
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            return at + 1;
        }
    }
    return kNever;
}

std::string_view name_of_tag(std::string_view tag) noexcept {
    tag.remove_prefix(1);
    return tag.substr(0, std::ranges::find_if_not(tag, is_letter) - tag.begin());
}

/// Behind the markup that the text begins with, which is lowercase; kNever: it does not end.
std::size_t end_of_markup(std::string_view text) {
    if (text.starts_with("<!--")) {
        constexpr std::string_view kEnd = "-->";
        const auto at = text.find(kEnd);
        return at == kNever ? kNever : at + kEnd.size();
    }
    const auto end = end_of_tag(text);
    const auto name = name_of_tag(text);
    if (end == kNever || std::ranges::find(kRawElements, name) == kRawElements.end()) return end;
    return text.find("</" + std::string{name}, end);
}

bool begins_markup(std::string_view text) noexcept {
    return text.size() > 1 && (is_letter(text[1]) || text[1] == '/' || text[1] == '!');
}

}  // namespace

bool ends_between_tags(std::string_view text) {
    const std::string lower = to_ascii_lower(text);
    std::string_view rest = lower;
    for (auto at = rest.find('<'); at != kNever; at = rest.find('<')) {
        rest.remove_prefix(at);
        if (rest.size() == 1) return false;
        const auto end = begins_markup(rest) ? end_of_markup(rest) : 1;
        if (end == kNever) return false;
        rest.remove_prefix(end);
    }
    return true;
}

}  // namespace postern::text
