/// toml_document: a TOML text as a flat list of settings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/syntax_error.hpp"
#include "config/value.hpp"
#include "postern/base/result.hpp"

namespace postern::config {

enum class Position { InSection, TopLevel, EmptySection };

/// One entry of the file.
struct Setting {
    std::string name;  ///< `section.key`; the bare key or section for the other positions
    unsigned line;
    Value value;
    Position position;
};

/// All settings in the order of their lines, or the first syntax error.
Result<std::vector<Setting>, SyntaxError> read_toml(std::string_view text);

/// What stands behind the `=`, such as `{ en = "Welcome" }`; Unfit when it is not TOML.
Value read_toml_value(std::string_view text);

}  // namespace postern::config
