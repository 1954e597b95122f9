#include "config/toml_parse.hpp"

#include <algorithm>
#include <vector>

namespace postern::config {

namespace {

/// toml++ quotes the text it stumbles over; a log line or a terminal must not be harmed by it.
std::string printable(std::string_view text) {
    std::string result{text};
    std::ranges::replace_if(
        result, [](char c) { return c < ' ' || c > '~'; }, '?');
    return result;
}

bool is_unexpected(std::string_view text) {
    try {
        static_cast<void>(toml::parse(text));
    } catch (const toml::parse_error&) {
    } catch (const UnexpectedText&) {
        return true;
    }
    return false;
}

/// The line that UnexpectedText does not name: the first one that, with all before it, is
/// unexpected. A parser reads from the start, so this can be found by halving.
unsigned line_of_unexpected(std::string_view text) {
    std::vector<std::size_t> line_ends;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\n') line_ends.push_back(i + 1);
    const auto found = std::ranges::partition_point(
        line_ends, [&](std::size_t end) { return !is_unexpected(text.substr(0, end)); });
    return static_cast<unsigned>(found - line_ends.begin()) + 1;
}

}  // namespace

Result<toml::table, SyntaxError> parse_toml(std::string_view text, std::size_t max_bytes) {
    if (text.size() > max_bytes)
        return fail(SyntaxError{
            .line = 0, .wrong = "is longer than " + std::to_string(max_bytes / 1024) + " KiB"});
    try {
        return toml::parse(text);
    } catch (const UnexpectedText&) {
        return fail(SyntaxError{.line = line_of_unexpected(text),
                                .wrong = "is not TOML: malformed key or section"});
    } catch (const toml::parse_error& error) {
        return fail(SyntaxError{.line = line_of(error.source()),
                                .wrong = "is not TOML: " + printable(error.description())});
    }
}

}  // namespace postern::config
