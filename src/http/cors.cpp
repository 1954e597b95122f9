#include "postern/http/cors.hpp"

#include <algorithm>

#include "cors_headers.hpp"
#include "token.hpp"

namespace postern::http {
namespace {

// As long as Chromium keeps the answer to a preflight request at most.
constexpr std::string_view kMaxAgeSeconds = "7200";
// What the API reads: to send JSON, to authenticate, to show that no other site's form sent it, and
// to be recognised in an answer. Never what the request asks for.
constexpr std::string_view kAllowedHeaders =
    "Authorization, Content-Type, X-Postern-CSRF, X-Request-ID";

bool allows_any(const Cors& cors) noexcept {
    return std::ranges::find(cors.origins, kAnyOrigin) != cors.origins.end();
}

// The form in which browsers write an origin: nothing else could ever be equal to what they send.
bool is_serialized_origin(std::string_view text) noexcept {
    const bool secure = text.starts_with("https://");
    if (!secure && !text.starts_with("http://")) return false;
    const auto authority = text.substr(text.find("//") + 2);
    if (authority.empty() || authority.ends_with(secure ? ":443" : ":80")) return false;
    return std::ranges::all_of(authority, [](char c) {
        return (is_ascii_alphanumeric(c) && !(c >= 'A' && c <= 'Z')) || c == '-' || c == '.' ||
               c == ':' || c == '[' || c == ']';
    });
}

std::string join(std::span<const std::string_view> names) {
    std::string all;
    for (const auto name : names) all.append(all.empty() ? "" : ", ").append(name);
    return all;
}

/// True when the page may read the answer.
bool add_common(Response& response, const Cors& cors, const Request& request) {
    const bool any = allows_any(cors);
    // A cache may have the answer of a request without an origin, and give it to a page of any.
    if (!any && !cors.allows(request.origin)) return false;
    response.add("Access-Control-Allow-Origin", any ? kAnyOrigin : request.origin);
    if (cors.credentials) response.add("Access-Control-Allow-Credentials", "true");
    return true;
}

}  // namespace

bool Cors::allows(std::string_view origin) const noexcept {
    if (origin.empty()) return false;
    return allows_any(*this) || std::ranges::find(origins, origin) != origins.end();
}

const char* fault_of(const Cors& cors) noexcept {
    if (cors.origins.empty())
        return cors.credentials || !cors.exposed_headers.empty() ? "CORS without an origin"
                                                                 : nullptr;
    if (!std::ranges::all_of(cors.exposed_headers, is_token)) return "exposes what is no header";
    if (allows_any(cors)) {
        if (cors.origins.size() > 1) return "any origin beside a list of origins";
        return cors.credentials ? "credentials from any origin" : nullptr;
    }
    return std::ranges::all_of(cors.origins, is_serialized_origin)
               ? nullptr
               : "has an origin that no browser sends";
}

bool depends_on_origin(const Cors& cors) noexcept {
    return !cors.origins.empty() && !allows_any(cors);
}

void add_cors_headers(Response& response, const Cors& cors, const Request& request) {
    // Caches must not give one origin's answer to others, nor one without an origin.
    if (depends_on_origin(cors)) response.add("Vary", "Origin");
    if (!add_common(response, cors, request) || cors.exposed_headers.empty()) return;
    response.add("Access-Control-Expose-Headers", join(cors.exposed_headers));
}

void add_preflight_headers(Response& response, const Cors& cors, const Request& request,
                           Method method) {
    if (!add_common(response, cors, request)) return;
    response.add("Access-Control-Allow-Methods", to_text(method))
        .add("Access-Control-Allow-Headers", kAllowedHeaders)
        .add("Access-Control-Max-Age", kMaxAgeSeconds);
}

}  // namespace postern::http
