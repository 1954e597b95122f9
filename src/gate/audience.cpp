#include "gate/audience.hpp"

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

/// A browser sends the Basic credentials of an application by itself with each page. Other schemes
/// are the work of programs.
bool has_authorization_of_a_program(std::string_view authorization) {
    constexpr std::string_view kBasic = "Basic ";
    return !authorization.empty() &&
           !equals_ignoring_ascii_case(authorization.substr(0, kBasic.size()), kBasic);
}

}  // namespace

Audience audience(const http::Parameters& parameters) {
    if (equals_ignoring_ascii_case(parameters.get("HTTP_X_REQUESTED_WITH"), "XMLHttpRequest") ||
        has_authorization_of_a_program(parameters.get("HTTP_AUTHORIZATION")))
        return Audience::Program;
    const std::string_view fetch_mode = parameters.get("HTTP_SEC_FETCH_MODE");
    const bool is_page =
        fetch_mode.empty() ? accepts_html(parameters.get("HTTP_ACCEPT")) : fetch_mode == "navigate";
    return is_page ? Audience::Page : Audience::Program;
}

}  // namespace postern::gate
