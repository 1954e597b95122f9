#include "app/console/console.hpp"

#include <algorithm>

#include "postern/base/bytes.hpp"

namespace postern::app {

std::string printable(std::string_view text) {
    if (!is_utf8(text)) return "?";
    std::string clean{text};
    std::ranges::replace_if(
        clean,
        [](char c) {
            return has_control(std::string_view{&c, 1});
        },
        '?');
    return clean;
}

}  // namespace postern::app
