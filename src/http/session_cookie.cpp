#include "postern/http/session_cookie.hpp"

#include <utility>

#include "postern/base/bytes.hpp"

namespace postern::http {
namespace {

std::string earlier_name_for(bool secure, std::string_view domain) {
    if (!secure) return "postern";
    return domain.empty() ? "__Host-postern" : "__Secure-postern";
}

/// `my-shop.example.org` -> `my__shop_example_org`: what the maps of nginx/snippets/http.conf know.
std::string in_name(std::string_view domain) {
    std::string text;
    for (const char c : domain)
        if (c == '-')
            text += "__";
        else
            text += c == '.' ? '_' : c;
    return text;
}

std::string session_name_for(bool secure, std::string_view domain) {
    const std::string name = earlier_name_for(secure, domain);
    return domain.empty() ? name : name + '_' + in_name(domain);
}

}  // namespace

SessionCookies::SessionCookies(bool secure, std::string domain, std::string host)
    : secure_{secure},
      domain_{std::move(domain)},
      host_{std::move(host)},
      session_name_{session_name_for(secure_, domain_)},
      earlier_name_{domain_.empty() ? std::string{} : earlier_name_for(secure_, domain_)},
      form_name_{secure ? "__Host-postern_form" : "postern_form"},
      sign_in_name_{secure ? "__Host-postern_signin" : "postern_signin"},
      device_name_{secure ? "__Host-postern_device" : "postern_device"},
      return_name_{secure ? "__Host-postern_return" : "postern_return"},
      language_name_{secure ? "__Host-postern_language" : "postern_language"},
      address_name_{secure ? "__Host-postern_address" : "postern_address"} {}

CookieLookup SessionCookies::find_session(std::string_view header) const noexcept {
    const auto found = find_cookie(header, session_name_);
    if (found.value || found.duplicate || earlier_name_.empty()) return found;
    return find_cookie(header, earlier_name_);
}

std::string_view SessionCookies::browser_secret(std::string_view header) const noexcept {
    const auto session = find_session(header);
    if (session.value) return *session.value;
    return find_cookie(header, form_name_).value.value_or(std::string_view{});
}

bool SessionCookies::reaches(std::string_view host) const noexcept {
    if (domain_.empty()) return host == host_;
    return host == domain_ ||
           (host.ends_with(domain_) && host[host.size() - domain_.size() - 1] == '.');
}

Cookie SessionCookies::session(std::string_view token,
                               std::optional<std::chrono::seconds> max_age) const {
    return {.name = session_name_,
            .value = std::string{token},
            .domain = domain_,
            .max_age = max_age,
            .secure = secure_};
}

Cookie SessionCookies::cleared(const std::string& name, std::string domain) const {
    return {.name = name,
            .value = {},
            .domain = std::move(domain),
            .max_age = std::chrono::seconds{0},
            .secure = secure_};
}

std::vector<Cookie> SessionCookies::clear_session(std::string_view header) const {
    auto all = clear_other_sessions(header);
    all.push_back(cleared(session_name_, domain_));
    return all;
}

std::vector<Cookie> SessionCookies::clear_other_sessions(std::string_view header) const {
    std::vector<Cookie> all;
    const auto clear = [&](const std::string& name) {
        const auto found = find_cookie(header, name);
        const bool is_present = name == session_name_;
        if (!is_present && (found.value || found.duplicate)) all.push_back(cleared(name, domain_));
        if (!found.duplicate || name.starts_with("__Host-")) return;
        if (!domain_.empty()) all.push_back(cleared(name, ""));
        for (std::string_view above = host_; above.find('.') != std::string_view::npos;
             above.remove_prefix(above.find('.') + 1))
            if (above != domain_) all.push_back(cleared(name, std::string{above}));
    };
    clear(session_name_);
    if (!earlier_name_.empty()) clear(earlier_name_);
    return all;
}

Cookie SessionCookies::of_portal(const std::string& name, std::string value,
                                 std::optional<std::chrono::seconds> max_age) const {
    return {.name = name,
            .value = std::move(value),
            .domain = {},
            .max_age = max_age,
            .secure = secure_};
}

Cookie SessionCookies::form(std::string_view value) const {
    return of_portal(form_name_, std::string{value}, std::nullopt);
}

Cookie SessionCookies::clear_form() const { return cleared(form_name_, ""); }

Cookie SessionCookies::sign_in(std::string_view token) const {
    return of_portal(sign_in_name_, std::string{token}, std::nullopt);
}

Cookie SessionCookies::clear_sign_in() const { return cleared(sign_in_name_, ""); }

Cookie SessionCookies::returned(std::string_view value) const {
    return of_portal(return_name_, std::string{value}, kReturnMaxAge);
}

Cookie SessionCookies::clear_returned() const { return cleared(return_name_, ""); }

Cookie SessionCookies::device(std::string_view value) const {
    return of_portal(device_name_, std::string{value}, kDeviceMaxAge);
}

Cookie SessionCookies::address(std::string_view email) const {
    // Cookies have no @ and no quotes.
    return of_portal(address_name_, to_base64url(email), kAddressMaxAge);
}

Cookie SessionCookies::clear_address() const { return cleared(address_name_, ""); }

std::string SessionCookies::find_address(std::string_view header) const {
    const auto value = find_cookie(header, address_name_).value;
    return value ? from_base64url(*value).value_or("") : std::string{};
}

Cookie SessionCookies::language(std::string_view value) const {
    return of_portal(language_name_, std::string{value}, kDeviceMaxAge);
}

}  // namespace postern::http
