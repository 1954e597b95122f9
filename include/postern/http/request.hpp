/// Request: one request to the portal or the API, checked for form and held as plain values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "postern/base/clock.hpp"
#include "postern/http/cookie.hpp"
#include "postern/http/parameters.hpp"

namespace postern::http {

enum class Method { Get, Head, Post, Put, Patch, Delete, Options, Other };

std::string_view to_text(Method method) noexcept;

/// How reading the body ended. Only Complete has a body worth looking at.
enum class BodyState { Complete, TooLarge, Truncated, BadLength };

/// A visitor whom the gate has refused, and whose page the portal writes: what nginx says of it in
/// the server block of the site. No client can set any of it.
struct RefusedVisit {
    std::string site;    ///< POSTERN_SITE
    std::string target;  ///< path and query as sent
    std::string reason;  ///< `denied` or `odd_path`
    std::string rule;    ///< `3 the%20admin%20area`, `default`, or empty: not known
};

struct Request {
    Method method = Method::Other;
    /// Normalised by nginx ($uri), without the base path of public_url, starts with '/'. Empty when
    /// it lies outside the base path or is malformed: no route has it.
    std::string path;
    std::string query;         ///< raw, without '?'
    std::string content_type;  ///< as sent
    std::string body;
    BodyState body_state = BodyState::Complete;
    std::string cookies;  ///< the Cookie header
    std::string accept;
    std::string accept_language;
    std::string authorization;
    std::string origin;
    std::string sec_fetch_site;
    std::string sec_fetch_dest;
    Method preflight_method = Method::Other;  ///< Access-Control-Request-Method of an OPTIONS
    std::string csrf_header;                  ///< X-Postern-CSRF
    std::string user_agent;
    std::string address;     ///< REMOTE_ADDR
    std::string request_id;  ///< nginx's $request_id, or made here; 1-64 of [0-9A-Za-z-]
    std::map<std::string, std::string, std::less<>> path_values;  ///< of `{name}` in the route
    TimePoint received;
    std::string client_request_id{};        ///< X-Request-ID as sent: to be echoed, never logged
    std::string if_none_match{};            ///< as sent, see names_etag()
    std::optional<RefusedVisit> refused{};  ///< its path is then outside of public_url's
    bool malformed = false;                 ///< see make_request; answered 400 by the pipeline

    CookieLookup cookie(std::string_view name) const noexcept { return find_cookie(cookies, name); }

    /// The one value of a query field, percent-decoded once. Nothing when it is absent, given
    /// twice, broken, not UTF-8, or has a NUL.
    std::optional<std::string> query_value(std::string_view name) const;
};

/// Makes the request of nginx's parameters: REQUEST_METHOD, DOCUMENT_URI, QUERY_STRING,
/// CONTENT_TYPE, REMOTE_ADDR, REQUEST_ID and HTTP_ COOKIE, ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION,
/// ORIGIN, SEC_FETCH_SITE, SEC_FETCH_DEST, ACCESS_CONTROL_REQUEST_METHOD, IF_NONE_MATCH,
/// X_POSTERN_CSRF, X_REQUEST_ID, USER_AGENT; of a refused visit also POSTERN_ SITE, RAW_URI, REASON
/// and RULE.
/// `base_path` is the path of public_url ("" or
/// "/auth").
///
/// Never throws on bad input: it sets `malformed` when any parameter came twice, when method, path
/// or address is missing, or when the path does not start with '/', has a control character or is
/// not UTF-8.
Request make_request(const Parameters& parameters, std::string body, BodyState state,
                     std::string_view base_path, TimePoint now);

}  // namespace postern::http
