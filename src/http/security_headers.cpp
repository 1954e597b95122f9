#include "security_headers.hpp"

#include <array>
#include <utility>

#include "postern/http/content_security_policy.hpp"

namespace postern::http {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kAlways{{
    {"Cache-Control", "no-store"},
    {"X-Content-Type-Options", "nosniff"},
    // Not no-referrer: with it browsers send `Origin: null` also for forms of our own (Fetch, 3.2).
    {"Referrer-Policy", "same-origin"},
    {"X-Frame-Options", "DENY"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy",
     "camera=(), geolocation=(), microphone=(), payment=(), publickey-credentials-create=(self), "
     "publickey-credentials-get=(self), usb=()"},
}};

// What is no page loads nothing and is shown in no frame.
constexpr std::string_view kNoPagePolicy = "default-src 'none'; frame-ancestors 'none'";

}  // namespace

void add_security_headers(Response& response, bool secure) {
    const bool may_be_framed = response.header("Content-Security-Policy") == framed_page_policy();
    for (const auto& [name, value] : kAlways)
        if (name != "X-Frame-Options" || !may_be_framed) response.add_default(name, value);
    const bool is_page = response.header("Content-Type").starts_with("text/html");
    response.add_default("Content-Security-Policy",
                         is_page ? content_security_policy() : std::string{kNoPagePolicy});
    // For this host alone: hosts below it may belong to others, and may have no TLS.
    if (secure) response.add_default("Strict-Transport-Security", "max-age=63072000");
    if (response.status() == Status::ServiceUnavailable) response.add_default("Retry-After", "5");
}

}  // namespace postern::http
