/// server_answer: what an SMTP answer means for a mail, and what of its words may be shown.
#pragma once

#include <string>
#include <string_view>

#include "postern/mail/mail_sender.hpp"

namespace postern::mail {

/// How far the conversation had come.
enum class SmtpStage {
    Connection,  ///< greeting, encryption, signing in, sender: about the server, not about a mail
    Recipient,
    Content,
};

SmtpStage stage_of_command(std::string_view command) noexcept;

/// Final when the server will never take this mail. A refused password, say, is not final: the
/// configuration will be put right, and the mail is to go out then; but who comes back with it
/// every minute is soon shut out, so that counts as the mail's own fault, too.
constexpr SendFault fault_of(SmtpStage stage, std::string_view answer) noexcept {
    const bool is_early = stage == SmtpStage::Connection;
    if (answer.starts_with("421") || (is_early && answer.starts_with('4')))
        return SendFault::Server;
    return !is_early && answer.starts_with('5') ? SendFault::Final : SendFault::Mail;
}

/// The server's line in ASCII, without what could be an address, a token or part of one; at most
/// 150 bytes.
std::string presentable(std::string_view line);

}  // namespace postern::mail
