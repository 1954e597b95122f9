#include "postern/http/cookie.hpp"

#include <algorithm>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "token.hpp"

namespace postern::http {
namespace {

// cookie-octet of RFC 6265, 4.1.1: visible ASCII without quote, comma, semicolon and backslash.
bool is_cookie_value(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return c >= '!' && c <= '~' && c != '"' && c != ',' && c != ';' && c != '\\';
    });
}

bool is_domain(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return is_ascii_alphanumeric(c) || c == '-' || c == '.'; });
}

}  // namespace

std::string Cookie::to_header() const {
    POSTERN_CHECK(is_token(name) && is_cookie_value(value) && is_domain(domain));
    // Browsers drop a cookie that breaks the promise of its prefix; sign-in would fail silently.
    POSTERN_CHECK(!name.starts_with("__Host-") || (secure && domain.empty()));
    POSTERN_CHECK(!name.starts_with("__Secure-") || secure);

    std::string text = name + '=' + value + "; Path=/";
    if (!domain.empty()) text += "; Domain=" + domain;
    if (max_age) text += "; Max-Age=" + std::to_string(max_age->count());
    text += "; HttpOnly";
    text += same_site == SameSite::Strict ? "; SameSite=Strict" : "; SameSite=Lax";
    if (secure) text += "; Secure";
    return text;
}

CookieLookup find_cookie(std::string_view header, std::string_view name) noexcept {
    CookieLookup result;
    while (!header.empty()) {
        const auto semicolon = std::min(header.find(';'), header.size());
        const auto pair = header.substr(0, semicolon);
        header.remove_prefix(std::min(semicolon + 1, header.size()));

        const auto equals = pair.find('=');
        if (equals == std::string_view::npos) continue;
        if (name.empty() || trim(pair.substr(0, equals)) != name) continue;
        if (result.value) return {.value = std::nullopt, .duplicate = true};
        result.value = trim(pair.substr(equals + 1));
    }
    return result;
}

}  // namespace postern::http
