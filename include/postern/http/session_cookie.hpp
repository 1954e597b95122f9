/// session_cookie: the names and attributes of Postern's cookies.
///
/// `__Host-postern` when host-only over https, `__Secure-postern_example_org` for the domain
/// example.org, without the prefix only for plain http on a loopback host. The domain is part of
/// the name: a browser sends the cookies of all domains above a host, and two of one name could not
/// be told apart (an installation below another one's domain, a domain that was changed). The form
/// cookie (`..._form`) belongs to forms of
/// visitors who are not signed in and is always host-only. So is the cookie of a sign-in that waits
/// for its second factor (`..._signin`), and the device cookie (`..._device`):
/// a random value by which a browser that signed in before is known. The language cookie
/// (`..._language`) keeps the language that a visitor has chosen for the pages. The address cookie
/// (`..._address`) fills in the sign-in form of a person who has just used a link from an e-mail: a
/// URL would get into logs.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/http/cookie.hpp"

namespace postern::http {

/// As long as browsers keep a cookie at all (RFC 6265bis, section 5.5).
inline constexpr std::chrono::days kDeviceMaxAge{400};

/// A visitor who is back at the portal so soon, again and again, is in a loop.
inline constexpr std::chrono::seconds kReturnMaxAge{10};

/// As long as it takes to go from a link in an e-mail to the sign-in.
inline constexpr std::chrono::minutes kAddressMaxAge{10};

class SessionCookies {
public:
    /// `secure`: public_url is https. `domain`: empty for host-only. `host`: of public_url.
    SessionCookies(bool secure, std::string domain, std::string host);

    const std::string& domain() const noexcept { return domain_; }
    const std::string& session_name() const noexcept { return session_name_; }
    const std::string& form_name() const noexcept { return form_name_; }
    const std::string& sign_in_name() const noexcept { return sign_in_name_; }
    const std::string& device_name() const noexcept { return device_name_; }
    const std::string& return_name() const noexcept { return return_name_; }
    const std::string& address_name() const noexcept { return address_name_; }
    const std::string& language_name() const noexcept { return language_name_; }

    /// The session cookie of a Cookie header; without one, that of an earlier release, whose
    /// name did not have the domain in it.
    CookieLookup find_session(std::string_view header) const noexcept;

    /// What the browser has and other sites don't know: the value of the session cookie, even of a
    /// session that has ended, else of the form cookie; empty when it has neither.
    std::string_view browser_secret(std::string_view header) const noexcept;

    /// True if a browser sends the portal's session cookie to this host, too.
    bool reaches(std::string_view host) const noexcept;

    /// `max_age`: nothing for a session that ends with the browser.
    Cookie session(std::string_view token, std::optional<std::chrono::seconds> max_age) const;
    /// What deletes the session cookies that the header has: the present one always, one of an
    /// earlier release if it is there, and if one came twice, each that any domain above the portal
    /// may have set.
    std::vector<Cookie> clear_session(std::string_view header) const;
    /// As clear_session(), but keeps the present one, which has just been set.
    std::vector<Cookie> clear_other_sessions(std::string_view header) const;
    Cookie form(std::string_view value) const;
    Cookie clear_form() const;
    /// Of a sign-in that waits for its second factor.
    Cookie sign_in(std::string_view token) const;
    Cookie clear_sign_in() const;
    /// Counts how often a visitor was sent back to one page; gone after kReturnMaxAge.
    Cookie returned(std::string_view value) const;
    Cookie clear_returned() const;
    /// Stays for kDeviceMaxAge after each sign-in.
    Cookie device(std::string_view value) const;
    /// `value`: an e-mail address. For the next sign-in only.
    Cookie address(std::string_view email) const;
    Cookie clear_address() const;
    /// The address in the cookie, as it was written; empty when there is none.
    std::string find_address(std::string_view header) const;
    /// Stays for kDeviceMaxAge after each choice.
    Cookie language(std::string_view value) const;

private:
    Cookie cleared(const std::string& name, std::string domain) const;
    /// One that is sent to the portal's own host only.
    Cookie of_portal(const std::string& name, std::string value,
                     std::optional<std::chrono::seconds> max_age) const;

    bool secure_;
    std::string domain_;
    std::string host_;
    std::string session_name_;
    std::string earlier_name_;  ///< empty: the same
    std::string form_name_;
    std::string sign_in_name_;
    std::string device_name_;
    std::string return_name_;
    std::string language_name_;
    std::string address_name_;
};

}  // namespace postern::http
