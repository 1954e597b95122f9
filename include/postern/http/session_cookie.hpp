/// session_cookie: the names and attributes of Postern's cookies.
///
/// `__Host-postern` when host-only over https, `__Secure-postern` with a domain, plain `postern`
/// only for plain http on a loopback host. The form cookie (`..._form`) belongs to forms of
/// visitors who are not signed in and is always host-only. So is the device cookie (`..._device`):
/// a random value by which a browser that signed in before is known.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "postern/http/cookie.hpp"

namespace postern::http {

/// As long as browsers keep a cookie at all (RFC 6265bis, section 5.5).
inline constexpr std::chrono::days kDeviceMaxAge{400};

class SessionCookies {
public:
    /// `secure`: public_url is https. `domain`: empty for host-only.
    SessionCookies(bool secure, std::string domain);

    const std::string& session_name() const noexcept { return session_name_; }
    const std::string& form_name() const noexcept { return form_name_; }
    const std::string& device_name() const noexcept { return device_name_; }

    /// `max_age`: nothing for a session that ends with the browser.
    Cookie session(std::string_view token, std::optional<std::chrono::seconds> max_age) const;
    Cookie clear_session() const;
    Cookie form(std::string_view value) const;
    Cookie clear_form() const;
    /// Stays for kDeviceMaxAge after each sign-in.
    Cookie device(std::string_view value) const;

private:
    bool secure_;
    std::string domain_;
    std::string session_name_;
    std::string form_name_;
    std::string device_name_;
};

}  // namespace postern::http
