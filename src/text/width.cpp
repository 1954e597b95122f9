#include "postern/text/width.hpp"

#include <utf8proc.h>

#include <optional>

#include "postern/base/bytes.hpp"

namespace postern::text {

namespace {

std::size_t width_of(std::optional<char32_t> code_point) {
    if (!code_point) return 1;
    const int columns = utf8proc_charwidth(static_cast<utf8proc_int32_t>(*code_point));
    return columns > 0 ? static_cast<std::size_t>(columns) : 0;
}

}  // namespace

std::size_t width(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty()) columns += width_of(take_code_point(text));
    return columns;
}

std::string cut_to_width(std::string_view text, std::size_t columns) {
    if (width(text) <= columns) return std::string{text};
    std::size_t used = 1;  // for the ellipsis
    std::string_view rest = text;
    std::size_t kept = 0;
    while (!rest.empty()) {
        used += width_of(take_code_point(rest));
        if (used > columns) break;
        kept = text.size() - rest.size();
    }
    return std::string{text.substr(0, kept)} + "…";
}

}  // namespace postern::text
