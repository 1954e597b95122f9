/// server_answer: what an SMTP answer means for an e-mail, and which of its words may be shown.
#pragma once

#include <string>
#include <string_view>

#include "postern/mail/mail_sender.hpp"

namespace postern::mail {

/// How far the conversation had come.
enum class SmtpStage {
    Connection,  ///< greeting, encryption, signing in, sender: about the server, not about an
                 ///< e-mail
    Recipient,
    Content,
};

SmtpStage stage_of_command(std::string_view command) noexcept;

/// True when a refusal of the recipient is about the two servers and not about the address: the
/// name in HELO, a missing sign-in, a client that may not relay, an unknown domain of the sender.
/// Servers often say so only at the recipient. By the enhanced code (RFC 3463, sections 3.2, 3.6
/// and 3.8: x.1.7 and x.1.8 sender, x.5 protocol, x.7 policy), the reply code (RFC 5321, section
/// 4.2.3: 50x, 530, 535), or the words of servers that have neither.
constexpr bool is_about_the_servers(std::string_view answer) noexcept {
    if (answer.size() > 6 && answer.substr(4, 2) == "5.") {
        const std::string_view subject = answer.substr(6);
        if (subject.starts_with("1."))
            return subject.starts_with("1.7 ") || subject.starts_with("1.8 ");
        if (subject[0] == '5' || subject[0] == '7') return true;
    }
    if (answer.starts_with("50") || answer.starts_with("53")) return true;
    for (const std::string_view word :
         {"authenticat", "Authenticat", "HELO", "Helo", "helo", "EHLO", "elay", "Sender", "sender",
          "rcpthosts", "blocked", "quota", "SPF", "DMARC"})
        if (answer.find(word) != std::string_view::npos) return true;
    return false;
}

/// Final if the server will never take this e-mail. A refused password, say, is not final: once the
/// configuration is corrected, the e-mail must go out. It still counts as the e-mail's own fault,
/// because a client that repeats it each minute is soon blocked.
constexpr SendFault fault_of(SmtpStage stage, std::string_view answer) noexcept {
    const bool is_early = stage == SmtpStage::Connection;
    if (answer.starts_with("421") || (is_early && answer.starts_with('4')))
        return SendFault::Server;
    if (is_early || !answer.starts_with('5')) return SendFault::Mail;
    return stage == SmtpStage::Recipient && is_about_the_servers(answer) ? SendFault::Mail
                                                                         : SendFault::Final;
}

/// The server's line in ASCII, without what could be an address, a token or part of one; at most
/// 150 bytes.
std::string presentable(std::string_view line);

}  // namespace postern::mail
