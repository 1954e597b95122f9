#include "portal/admin/frame/command_text.hpp"

#include <algorithm>

namespace postern::portal::admin {

namespace {

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"@%+=:,./-_"}.find(c) != std::string_view::npos;
}

bool is_control(char c) { return (c >= 0 && c < ' ') || c == '\x7F'; }

}  // namespace

std::string shell_word(std::string_view text) {
    if (!text.empty() && std::ranges::all_of(text, is_plain)) return std::string{text};
    std::string word{"'"};
    for (const char c : text) {
        if (c == '\'')
            word += "'\\''";
        else
            word += is_control(c) ? ' ' : c;
    }
    return word + '\'';
}

std::string with_option(std::string command, std::string_view option, std::string_view value) {
    if (value.empty()) return command;
    // Behind `=`, a value that begins with a dash is no option of its own.
    const bool is_dashed = value.starts_with('-');
    return command.append(" ")
        .append(option)
        .append(is_dashed ? "=" : " ")
        .append(shell_word(value));
}

}  // namespace postern::portal::admin
