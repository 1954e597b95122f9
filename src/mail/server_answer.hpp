/// server_answer: what an SMTP answer means for a mail, and what of its words may be shown.
#pragma once

#include <string>
#include <string_view>

namespace postern::mail {

/// How far the conversation had come.
enum class SmtpStage {
    Connection,  ///< greeting, encryption, signing in, sender: about the server, not about a mail
    Recipient,
    Content,
};

SmtpStage stage_of_command(std::string_view command) noexcept;

/// True when the server will never take this mail. A refused password, say, is not final: the
/// configuration will be put right, and the mail is to go out then.
constexpr bool is_final(SmtpStage stage, std::string_view answer) noexcept {
    return stage != SmtpStage::Connection && answer.starts_with('5');
}

/// The server's line in ASCII, without what could be an address, a token or part of one; at most
/// 150 bytes.
std::string presentable(std::string_view line);

}  // namespace postern::mail
