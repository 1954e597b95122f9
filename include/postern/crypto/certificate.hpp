/// certificate: how long the certificates in a file are valid (OpenSSL).
///
/// Whether they are trusted, and for which host, is not looked at.
#pragma once

#include <optional>
#include <string_view>

#include "postern/base/clock.hpp"

namespace postern::crypto {

/// RFC 5280, section 4.1.2.5.
struct CertificateValidity {
    TimePoint not_before;
    TimePoint not_after;  ///< inclusive
};

/// When all certificates of a PEM text are valid, as a server's own with its chain has to be: from
/// the latest beginning to the earliest end. Nothing if there is none, or one cannot be read.
std::optional<CertificateValidity> find_certificate_validity(std::string_view pem);

}  // namespace postern::crypto
