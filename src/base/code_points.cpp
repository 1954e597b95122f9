#include "postern/base/code_points.hpp"

namespace postern {

bool is_misleading(char32_t c) noexcept {
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    const bool separator = c == 0x2028 || c == 0x2029;
    const bool changes_direction = c == 0x61C || c == 0x200E || c == 0x200F ||
                                   (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    const bool annotation = c >= 0xFFF9 && c <= 0xFFFB;
    // Blank although they are letters, or deprecated: nobody needs them, whatever is around them.
    const bool filler = c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x2800 ||
                        (c >= 0x206A && c <= 0x206F) || c == 0xE0001;
    const bool noncharacter = (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
    return control || separator || changes_direction || annotation || filler || noncharacter;
}

}  // namespace postern
