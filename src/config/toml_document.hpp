/// toml_document: a TOML text as a flat list of settings. The only place that knows toml++.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/value.hpp"
#include "postern/base/result.hpp"

namespace postern::config {

/// One entry of the file. What stands outside of any section, and a section with nothing in it, has
/// no dot in its name.
struct Setting {
    std::string name;  ///< `section.key`
    unsigned line;
    Value value;
    bool is_empty_section = false;
};

struct SyntaxError {
    unsigned line;
    std::string wrong;  ///< one line of printable ASCII, to follow the line's number
};

/// All settings in the order of their lines, or the first syntax error.
Result<std::vector<Setting>, SyntaxError> read_toml(std::string_view text);

}  // namespace postern::config
