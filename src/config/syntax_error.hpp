/// syntax_error: where, and why, a text is no TOML.
#pragma once

#include <string>

namespace postern::config {

struct SyntaxError {
    unsigned line;      ///< 0: the text as a whole
    std::string wrong;  ///< one line of printable ASCII, to follow the line's number
};

}  // namespace postern::config
