#include "postern/http/bearer.hpp"

#include <algorithm>

#include "postern/base/bytes.hpp"
#include "token.hpp"

namespace postern::http {
namespace {

constexpr std::string_view kScheme = "Bearer";

// RFC 9110, section 11.2.
bool is_token68(std::string_view text) noexcept {
    const auto end = text.find_last_not_of('=');
    return end != std::string_view::npos &&
           std::ranges::all_of(text.substr(0, end + 1), [](char c) {
               return is_ascii_alphanumeric(c) ||
                      std::string_view{"-._~+/"}.find(c) != std::string_view::npos;
           });
}

}  // namespace

std::optional<std::string_view> bearer_token(std::string_view authorization) noexcept {
    const auto space = std::min(authorization.find(' '), authorization.size());
    if (!equals_ignoring_ascii_case(authorization.substr(0, space), kScheme)) return std::nullopt;
    auto token = authorization.substr(space);
    token.remove_prefix(std::min(token.find_first_not_of(' '), token.size()));
    return is_token68(token) ? token : std::string_view{};
}

}  // namespace postern::http
