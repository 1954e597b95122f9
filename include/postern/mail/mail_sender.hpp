/// MailSender: hands a composed mail to whoever delivers it.
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

/// What a mail was not taken for.
enum class SendFault {
    Server,  ///< it cannot be reached or takes no mail now (SMTP 421): nor would it any other mail
    Mail,    ///< this mail, for now (an SMTP answer 4xx)
    Final,   ///< this mail, and trying again is of no use (an SMTP answer 5xx)
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
};

/// Over SMTP (RFC 5321) by libcurl; keeps the connection between mails. Certificates are always
/// checked; without encryption where it is asked for nothing is sent. Once `stopping` is true, a
/// mail that the server cannot have yet is given up within about a second.
std::unique_ptr<MailSender> make_smtp_sender(SmtpSettings settings,
                                             const std::atomic<bool>* stopping = nullptr);

/// Writes each mail to a file of its own in a folder, complete or not at all; for development.
std::unique_ptr<MailSender> make_file_sender(std::string folder);

}  // namespace postern::mail
