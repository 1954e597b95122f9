#include "gate/audience.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "postern/base/bytes.hpp"

namespace postern::gate {

namespace {

/// True when one of the comma separated media ranges is text/html or application/xhtml+xml with a
/// weight above 0 (RFC 9110, 12.5.1).
bool accepts_html(std::string_view accept) {
    while (!accept.empty()) {
        const auto comma = accept.find(',');
        const std::string_view range = accept.substr(0, comma);
        accept = comma == std::string_view::npos ? std::string_view{} : accept.substr(comma + 1);
        const auto semicolon = range.find(';');
        const std::string_view type = trim(range.substr(0, semicolon));
        if (!equals_ignoring_ascii_case(type, "text/html") &&
            !equals_ignoring_ascii_case(type, "application/xhtml+xml"))
            continue;
        const std::string_view weight =
            semicolon == std::string_view::npos ? "" : trim(range.substr(semicolon + 1));
        if (weight != "q=0" && weight != "q=0.0" && weight != "q=0.00" && weight != "q=0.000")
            return true;
    }
    return false;
}

/// What a browser sends by itself with each page, for an application that signs people in on its
/// own (RFC 7617, 7616, 4559). Other schemes are the work of programs.
bool has_authorization_of_a_program(std::string_view authorization) {
    constexpr std::array<std::string_view, 4> kOfBrowsers{"Basic ", "Digest ", "Negotiate ",
                                                          "NTLM "};
    return !authorization.empty() &&
           std::none_of(kOfBrowsers.begin(), kOfBrowsers.end(), [&](std::string_view scheme) {
               return equals_ignoring_ascii_case(authorization.substr(0, scheme.size()), scheme);
           });
}

/// RFC 4918, 3253, 3744, 4791 and 5323.
bool is_of_webdav(std::string_view method) noexcept {
    constexpr std::array<std::string_view, 11> kMethods{
        "PROPFIND", "PROPPATCH", "REPORT", "MKCOL",  "MKCALENDAR", "COPY",
        "MOVE",     "LOCK",      "UNLOCK", "SEARCH", "ACL"};
    return std::ranges::find(kMethods, method) != kMethods.end();
}

}  // namespace

Audience audience(const http::Parameters& parameters) {
    const std::string_view method = parameters.get("POSTERN_METHOD");
    if (method == "OPTIONS" || is_of_webdav(method) ||
        equals_ignoring_ascii_case(parameters.get("HTTP_X_REQUESTED_WITH"), "XMLHttpRequest") ||
        has_authorization_of_a_program(parameters.get("HTTP_AUTHORIZATION")))
        return Audience::Program;
    const std::string_view fetch_mode = parameters.get("HTTP_SEC_FETCH_MODE");
    const bool is_page =
        fetch_mode.empty() ? accepts_html(parameters.get("HTTP_ACCEPT")) : fetch_mode == "navigate";
    return is_page ? Audience::Page : Audience::Program;
}

bool is_browser(const http::Parameters& parameters) {
    const std::string_view agent = parameters.get("HTTP_USER_AGENT");
    if (is_of_webdav(parameters.get("POSTERN_METHOD")) ||
        agent.find("Thunderbird") != std::string_view::npos)
        return false;
    return !parameters.get("HTTP_SEC_FETCH_MODE").empty() ||
           !parameters.get("HTTP_X_REQUESTED_WITH").empty() || agent.starts_with("Mozilla/");
}

}  // namespace postern::gate
