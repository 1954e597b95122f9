/// Cookie: what is sent with Set-Cookie, and the strict reading of the Cookie header (RFC 6265).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace postern::http {

struct Cookie {
    enum class SameSite { Lax, Strict };

    std::string name;
    std::string value;
    std::string domain;                           ///< empty: host-only
    std::optional<std::chrono::seconds> max_age;  ///< nothing: until the browser closes; 0: delete
    bool secure = true;
    SameSite same_site = SameSite::Lax;

    /// `name=value; Path=/; HttpOnly; SameSite=Lax; Secure`. Always HttpOnly and Path=/.
    /// REQUIRES: name is a token, value is cookie-octets (RFC 6265, 4.1.1); a `__Host-` name is
    /// secure and without domain, a `__Secure-` name is secure.
    std::string to_header() const;
};

/// What the header says of `name`. The name is compared byte by byte, case included; values are
/// taken as they are: nothing is decoded, a pair of double quotes is part of the value. Pairs are
/// separated by ';', white space around name and value is dropped, a pair without '=' is skipped.
/// Never throws; the header may hold any bytes.
struct CookieLookup {
    std::optional<std::string_view> value;
    bool duplicate = false;  ///< then value is empty
};
CookieLookup find_cookie(std::string_view header, std::string_view name) noexcept;

}  // namespace postern::http
