#include "postern/http/oauth_error.hpp"

#include <algorithm>

#include "postern/base/check.hpp"
#include "postern/json/json.hpp"

namespace postern::http {
namespace {

bool is_oauth_text(std::string_view text) noexcept {
    return std::ranges::all_of(
        text, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

}  // namespace

Response oauth_error(Status status, std::string_view error, std::string_view description) {
    POSTERN_CHECK(is_oauth_text(error) && is_oauth_text(description));
    return Response::json(
        status, json::Json{json::Json::Object{{"error", error}, {"error_description", description}}}
                    .dump());
}

}  // namespace postern::http
