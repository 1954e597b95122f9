/// session_cookie: the names and attributes of Postern's two cookies.
///
/// `__Host-postern` when host-only over https, `__Secure-postern` with a domain, plain `postern`
/// only for plain http on a loopback host. The form cookie (`..._form`) belongs to forms of
/// visitors who are not signed in and is always host-only.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "postern/http/cookie.hpp"

namespace postern::http {

class SessionCookies {
public:
    /// `secure`: public_url is https. `domain`: empty for host-only.
    SessionCookies(bool secure, std::string domain);

    const std::string& session_name() const noexcept { return session_name_; }
    const std::string& form_name() const noexcept { return form_name_; }

    /// `max_age`: nothing for a session that ends with the browser.
    Cookie session(std::string_view token, std::optional<std::chrono::seconds> max_age) const;
    Cookie clear_session() const;
    Cookie form(std::string_view value) const;
    Cookie clear_form() const;

private:
    bool secure_;
    std::string domain_;
    std::string session_name_;
    std::string form_name_;
};

}  // namespace postern::http
