#include "postern/http/session_cookie.hpp"

#include <utility>

namespace postern::http {
namespace {

std::string session_name_for(bool secure, std::string_view domain) {
    if (!secure) return "postern";
    return domain.empty() ? "__Host-postern" : "__Secure-postern";
}

}  // namespace

SessionCookies::SessionCookies(bool secure, std::string domain)
    : secure_{secure},
      domain_{std::move(domain)},
      session_name_{session_name_for(secure_, domain_)},
      form_name_{secure ? "__Host-postern_form" : "postern_form"},
      device_name_{secure ? "__Host-postern_device" : "postern_device"} {}

Cookie SessionCookies::session(std::string_view token,
                               std::optional<std::chrono::seconds> max_age) const {
    return {.name = session_name_,
            .value = std::string{token},
            .domain = domain_,
            .max_age = max_age,
            .secure = secure_};
}

Cookie SessionCookies::clear_session() const { return session("", std::chrono::seconds{0}); }

Cookie SessionCookies::form(std::string_view value) const {
    return {.name = form_name_,
            .value = std::string{value},
            .domain = {},
            .max_age = std::nullopt,
            .secure = secure_};
}

Cookie SessionCookies::clear_form() const {
    auto cookie = form("");
    cookie.max_age = std::chrono::seconds{0};
    return cookie;
}

Cookie SessionCookies::device(std::string_view value) const {
    return {.name = device_name_,
            .value = std::string{value},
            .domain = {},
            .max_age = kDeviceMaxAge,
            .secure = secure_};
}

}  // namespace postern::http
