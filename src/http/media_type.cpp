#include "media_type.hpp"

#include "postern/base/bytes.hpp"

namespace postern::http {

bool is_media_type(std::string_view content_type, std::string_view wanted) noexcept {
    const auto semicolon = content_type.find(';');
    const auto essence = trim(content_type.substr(0, semicolon));
    if (!equals_ignoring_ascii_case(essence, wanted)) return false;
    if (semicolon == std::string_view::npos) return true;
    const auto parameter = trim(content_type.substr(semicolon + 1));
    return equals_ignoring_ascii_case(parameter, "charset=utf-8") ||
           equals_ignoring_ascii_case(parameter, "charset=\"utf-8\"");
}

}  // namespace postern::http
