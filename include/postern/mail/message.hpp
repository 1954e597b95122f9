/// message: an e-mail as it goes over the wire (RFC 5322, MIME).
#pragma once

#include <string>
#include <string_view>

#include "postern/base/clock.hpp"
#include "postern/model/email_address.hpp"

namespace postern::mail {

struct Sender {
    std::string address;
    std::string name;  ///< any script; encoded in the header
};

/// The text of an e-mail.
struct Letter {
    std::string subject;  ///< one line
    std::string text;
    std::string html;
};

/// Text and HTML as multipart/alternative, quoted-printable, lines ended by CR LF, with Date,
/// Message-ID (stable for the same `id`), Auto-Submitted (RFC 3834). No value can add a header:
/// what has a control character is refused with std::invalid_argument.
std::string compose(const Sender& from, const EmailAddress& to, const Letter& letter,
                    std::string_view id, TimePoint now);

}  // namespace postern::mail
