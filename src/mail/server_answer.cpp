#include "mail/server_answer.hpp"

#include <algorithm>

#include "postern/base/bytes.hpp"

namespace postern::mail {

namespace {

constexpr std::size_t kMaxBytes = 150;
/// A token has 43 characters; ordinary words are shorter.
constexpr std::size_t kMaxWord = 32;

/// As servers write it: user@host, user%40host, ="user=40host"...
bool may_be_private(std::string_view word) noexcept {
    return word.size() > kMaxWord || word.find('@') != std::string_view::npos ||
           word.find("%40") != std::string_view::npos || word.find("=40") != std::string_view::npos;
}

bool is_printable(char c) noexcept { return c > ' ' && c <= '~'; }

}  // namespace

SmtpStage stage_of_command(std::string_view command) noexcept {
    if (command.starts_with("RCPT ")) return SmtpStage::Recipient;
    return command.starts_with("DATA") ? SmtpStage::Content : SmtpStage::Connection;
}

std::string presentable(std::string_view line) {
    std::string shown;
    for (auto at = line.begin(); at != line.end();) {
        const auto begin = std::find_if(at, line.end(), is_printable);
        at = std::find_if_not(begin, line.end(), is_printable);
        const std::string_view word{begin, at};
        if (word.empty()) break;
        if (!shown.empty()) shown += ' ';
        shown.append(may_be_private(word) ? "[...]" : word);
    }
    return shown.substr(0, kMaxBytes);
}

}  // namespace postern::mail
