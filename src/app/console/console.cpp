#include "app/console/console.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "postern/base/bytes.hpp"
#include "postern/base/code_points.hpp"

namespace postern::app {

namespace {

constexpr std::size_t kUsualWidth = 80;

/// As the terminal says, 0 when standard output is none.
std::size_t terminal_width() {
    if (::isatty(STDOUT_FILENO) != 1) return 0;
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return kUsualWidth;
}

std::string_view variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string_view{} : value;
}

void append_utf16_escape(std::string& text, unsigned unit) {
    std::array<char, 8> escape{};
    std::snprintf(escape.data(), escape.size(), "\\u%04x", unit & 0xFFFFU);
    text += escape.data();
}

/// JSON has such characters in texts only, where an escape stands for the same character. Line
/// ends are its own.
std::string without_misleading(std::string_view dumped) {
    std::string clean;
    clean.reserve(dumped.size());
    while (!dumped.empty()) {
        const std::string_view before = dumped;
        const auto c = static_cast<unsigned>(take_code_point(dumped).value_or(0xFFFD));
        if (c == '\n' || !is_misleading(c)) {
            clean += before.substr(0, before.size() - dumped.size());
            continue;
        }
        if (c > 0xFFFF) append_utf16_escape(clean, 0xD7C0U + (c >> 10));
        append_utf16_escape(clean, c > 0xFFFF ? 0xDC00U + (c & 0x3FFU) : c);
    }
    return clean;
}

}  // namespace

Console process_console() {
    const std::size_t width = terminal_width();
    const auto terminal = variable("TERM");
    const bool color =
        width > 0 && variable("NO_COLOR").empty() && !terminal.empty() && terminal != "dumb";
    return {std::cin, std::cout, std::cerr, ::isatty(STDIN_FILENO) == 1, width, color};
}

std::string printable(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    while (!text.empty()) {
        const std::string_view before = text;
        const auto c = take_code_point(text);
        if (c && !is_misleading(*c))
            clean += before.substr(0, before.size() - text.size());
        else
            clean += '?';
    }
    return clean;
}

void print_json(std::ostream& out, const json::Json& value) {
    out << without_misleading(value.dump_pretty()) << '\n';
}

void print_json_line(std::ostream& out, const json::Json& value) {
    out << without_misleading(value.dump()) << '\n';
}

}  // namespace postern::app
