/// value: a setting's value on its way from a file or the environment into Config, and back to
/// text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/keys.hpp"
#include "postern/config/config.hpp"

namespace postern::config {

struct Integer {
    std::int64_t value;
    bool is_octal = false;  ///< written as 0o660
};

/// A value no key can take; `what` says what it is, to follow "is ".
struct Unfit {
    std::string_view what;
};

/// One `key = value` of a table in a list of tables.
struct TableEntry {
    std::string key;
    std::variant<std::string, bool, std::vector<std::string>, NamedTexts, Unfit> value;
};
using Tables = std::vector<std::vector<TableEntry>>;

using Value =
    std::variant<std::string, Integer, bool, std::vector<std::string>, NamedTexts, Tables, Unfit>;

/// What is wrong with a value, and what would be right.
struct Complaint {
    std::string wrong;
    std::string remedy;
};

/// The value that `text`, from the environment, stands for where `kind` is wanted: lists are comma
/// separated, tables are written as in the file, the rest is too but without quotes.
Value from_environment(Kind kind, std::string_view text);

/// Puts the value where the key says, when it has the right type and lies within the key's bounds.
std::optional<Complaint> assign(const Key& key, const Value& value, Config& config);

/// The present value as TOML.
std::string render(const Key& key, const Config& config);

}  // namespace postern::config
