/// media_type: strict reading of a Content-Type.
#pragma once

#include <string_view>

namespace postern::http {

inline constexpr std::string_view kFormMediaType = "application/x-www-form-urlencoded";
inline constexpr std::string_view kJsonMediaType = "application/json";

/// True when `content_type` is `wanted`, alone or with the one parameter charset=utf-8. Any other
/// parameter (a boundary, another charset, a second one) makes it another type: what cannot be
/// read as one thing only is not read.
bool is_media_type(std::string_view content_type, std::string_view wanted) noexcept;

}  // namespace postern::http
