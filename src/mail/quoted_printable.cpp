#include "mail/quoted_printable.hpp"

#include "mail/hexadecimal.hpp"

namespace postern::mail {

namespace {

constexpr std::size_t kMaxLine = 76;

bool is_literal(char c) noexcept { return c == '\t' || (c >= ' ' && c <= '~' && c != '='); }

/// Takes one line off the front, without its end.
std::string_view take_line(std::string_view& text) noexcept {
    const auto end = text.find_first_of("\r\n");
    const std::string_view line = text.substr(0, end);
    if (end == std::string_view::npos) {
        text = {};
        return line;
    }
    text.remove_prefix(text.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
    return line;
}

/// Servers change a dot or "From " at the start of a line, and drop white space at its end.
bool must_be_escaped(std::string_view line, std::size_t at) noexcept {
    const char c = line[at];
    if (!is_literal(c)) return true;
    if (at == 0 && (c == '.' || line.starts_with("From "))) return true;
    return at + 1 == line.size() && (c == ' ' || c == '\t');
}

void append_line(std::string& out, std::string_view line) {
    std::size_t width = 0;
    for (std::size_t at = 0; at < line.size(); ++at) {
        const bool escaped = must_be_escaped(line, at);
        const std::size_t needed = escaped ? 3 : 1;
        if (width + needed > kMaxLine - 1) {  // room for the = of a line that goes on
            out += "=\r\n";
            width = 0;
        }
        if (escaped)
            append_hex(out, line[at]);
        else
            out += line[at];
        width += needed;
    }
    out += "\r\n";
}

}  // namespace

std::string quoted_printable(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    while (!text.empty()) append_line(out, take_line(text));
    return out;
}

}  // namespace postern::mail
