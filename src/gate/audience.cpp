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

}  // namespace

Audience audience(const http::Parameters& parameters) {
    const bool page =
        accepts_html(parameters.get("HTTP_ACCEPT")) &&
        !equals_ignoring_ascii_case(parameters.get("HTTP_X_REQUESTED_WITH"), "XMLHttpRequest") &&
        parameters.get("HTTP_AUTHORIZATION").empty();
    return page ? Audience::Page : Audience::Program;
}

}  // namespace postern::gate
