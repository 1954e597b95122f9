#include "postern/http/request.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "postern/base/bytes.hpp"
#include "token.hpp"

namespace postern::http {
namespace {

constexpr std::array<std::pair<std::string_view, Method>, 7> kMethods{{
    {"GET", Method::Get},
    {"HEAD", Method::Head},
    {"POST", Method::Post},
    {"PUT", Method::Put},
    {"PATCH", Method::Patch},
    {"DELETE", Method::Delete},
    {"OPTIONS", Method::Options},
}};

Method to_method(std::string_view text) noexcept {
    for (const auto& [name, method] : kMethods)
        if (name == text) return method;
    return Method::Other;
}

bool is_request_id(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return is_ascii_alphanumeric(c) || c == '-';
    });
}

// Only to tell log lines apart, so it need not be unguessable: a worker serves one request at a
// time, and process id and nanoseconds never meet twice on one machine.
std::string make_request_id() {
    const auto since_boot = std::chrono::steady_clock::now().time_since_epoch();
    return std::to_string(getpid()) + '-' +
           std::to_string(std::chrono::nanoseconds{since_boot}.count());
}

bool is_good_path(std::string_view path) noexcept {
    return path.starts_with('/') && !has_control(path) && is_utf8(path);
}

// Empty for a path outside: keeping it would make /login answer where only /auth/login exists.
std::string_view strip_base(std::string_view path, std::string_view base_path) noexcept {
    if (!path.starts_with(base_path)) return {};
    const auto rest = path.substr(base_path.size());
    if (rest.empty()) return "/";
    return rest.starts_with('/') ? rest : std::string_view{};
}

std::optional<RefusedVisit> refused_visit(const Parameters& parameters) {
    const auto site = parameters.get("POSTERN_SITE");
    if (site.empty()) return std::nullopt;
    return RefusedVisit{.site = std::string{site},
                        .target = std::string{parameters.get("POSTERN_RAW_URI")},
                        .reason = std::string{parameters.get("POSTERN_REASON")},
                        .rule = std::string{parameters.get("POSTERN_RULE")}};
}

bool is_malformed(const Parameters& parameters) noexcept {
    return parameters.has_duplicates() || parameters.get("REQUEST_METHOD").empty() ||
           !is_good_path(parameters.get("DOCUMENT_URI")) || parameters.get("REMOTE_ADDR").empty();
}

}  // namespace

std::string_view to_text(Method method) noexcept {
    for (const auto& [name, known] : kMethods)
        if (known == method) return name;
    return "OTHER";
}

std::optional<std::string> Request::query_value(std::string_view name) const {
    std::optional<std::string_view> raw;
    std::string_view rest = query;
    while (!rest.empty()) {
        const auto ampersand = std::min(rest.find('&'), rest.size());
        const auto pair = rest.substr(0, ampersand);
        rest.remove_prefix(std::min(ampersand + 1, rest.size()));

        const auto equals = std::min(pair.find('='), pair.size());
        if (percent_decode(pair.substr(0, equals), true) != name) continue;
        if (raw) return std::nullopt;
        raw = pair.substr(std::min(equals + 1, pair.size()));
    }
    if (!raw) return std::nullopt;
    auto value = percent_decode(*raw, true);
    if (!value || !is_utf8(*value) || value->find('\0') != std::string::npos) return std::nullopt;
    return value;
}

Request make_request(const Parameters& parameters, std::string body, BodyState state,
                     std::string_view base_path, TimePoint now) {
    Request request;
    request.malformed = is_malformed(parameters);
    request.method = to_method(parameters.get("REQUEST_METHOD"));
    const auto path = parameters.get("DOCUMENT_URI");
    request.refused = refused_visit(parameters);
    if (is_good_path(path)) request.path = request.refused ? path : strip_base(path, base_path);
    request.query = parameters.get("QUERY_STRING");
    request.content_type = parameters.get("CONTENT_TYPE");
    request.body = std::move(body);
    request.body_state = state;
    request.cookies = parameters.get("HTTP_COOKIE");
    request.accept = parameters.get("HTTP_ACCEPT");
    request.accept_language = parameters.get("HTTP_ACCEPT_LANGUAGE");
    request.authorization = parameters.get("HTTP_AUTHORIZATION");
    request.origin = parameters.get("HTTP_ORIGIN");
    request.sec_fetch_site = parameters.get("HTTP_SEC_FETCH_SITE");
    request.sec_fetch_dest = parameters.get("HTTP_SEC_FETCH_DEST");
    request.preflight_method = to_method(parameters.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD"));
    request.csrf_header = parameters.get("HTTP_X_POSTERN_CSRF");
    request.client_request_id = parameters.get("HTTP_X_REQUEST_ID");
    request.if_none_match = parameters.get("HTTP_IF_NONE_MATCH");
    request.user_agent = parameters.get("HTTP_USER_AGENT");
    request.address = parameters.get("REMOTE_ADDR");
    const auto id = parameters.get("REQUEST_ID");
    request.request_id = is_request_id(id) ? std::string{id} : make_request_id();
    request.received = now;
    return request;
}

}  // namespace postern::http
