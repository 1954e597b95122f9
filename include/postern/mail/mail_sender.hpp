/// MailSender: hands a composed e-mail to the server that delivers it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "postern/model/email_address.hpp"

namespace postern::mail {

/// Why an e-mail was not accepted.
enum class SendFault {
    Server,  ///< unreachable, or refuses all e-mails for now (SMTP 421)
    Mail,    ///< this e-mail is refused for now (an SMTP answer 4xx)
    Final,   ///< this e-mail is refused, and a retry would not help (an SMTP answer 5xx)
};

/// The mail was not taken. what(): at most 200 bytes of ASCII without an address or a secret.
class SendError : public std::runtime_error {
public:
    SendError(const std::string& what, SendFault fault) : std::runtime_error{what}, fault_{fault} {}
    SendFault fault() const noexcept { return fault_; }

private:
    SendFault fault_;
};

class MailSender {
public:
    virtual ~MailSender() = default;

    /// Returns when the mail server has taken the mail; throws SendError when it has not. Blocks
    /// for at most the configured time.
    virtual void send(std::string_view from, const EmailAddress& to, std::string_view message) = 0;
};

/// How the connection to the mail server is encrypted.
enum class Security {
    StartTls,  ///< after a command (RFC 3207)
    Tls,       ///< from the first byte (RFC 8314)
    None,      ///< only for a loopback host
};

struct SmtpSettings {
    std::string host;
    std::uint16_t port = 587;
    Security security = Security::StartTls;
    std::string user;  ///< empty: no authentication
    std::string password;
    std::string ca_file;  ///< empty: the system's authorities
    std::chrono::seconds timeout{30};
    /// How this host calls itself (RFC 5321, section 4.1.1.1); empty: by the system's host name.
    std::string own_name{};
};

/// Over SMTP (RFC 5321) by libcurl; keeps the connection between e-mails. Certificates are always
/// checked; if encryption is configured and not available, nothing is sent. Once `stopping` is
/// true, an e-mail that the server does not have yet is abandoned within about a second.
std::unique_ptr<MailSender> make_smtp_sender(SmtpSettings settings,
                                             const std::atomic<bool>* stopping = nullptr);

/// Writes each e-mail to a file of its own in a folder, complete or not at all; for development.
std::unique_ptr<MailSender> make_file_sender(std::string folder);

}  // namespace postern::mail
