/// Json: a JSON value (RFC 8259), read and written by RapidJSON behind strict limits.
///
/// Reading refuses more than JsonLimits allow, duplicate names in one object, invalid UTF-8, lone
/// surrogates, NUL in names or texts, and anything behind the value. Numbers are 64-bit integers or
/// doubles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "postern/base/result.hpp"

namespace postern::json {

struct JsonLimits {
    std::size_t max_bytes = 64 * 1024;
    std::size_t max_depth = 16;
    std::size_t max_values = 4096;
};

struct JsonError {
    std::size_t offset;   ///< byte at which reading stopped
    std::string message;  ///< quotes nothing of the text
};

class Json {
public:
    using Array = std::vector<Json>;
    using Object = std::vector<std::pair<std::string, Json>>;  ///< in the order of writing

    Json() : value_{nullptr} {}
    Json(std::nullptr_t) : value_{nullptr} {}
    Json(bool value) : value_{value} {}
    Json(int value) : value_{static_cast<std::int64_t>(value)} {}
    Json(std::int64_t value) : value_{value} {}
    Json(std::size_t value) : value_{static_cast<std::int64_t>(value)} {}
    Json(double value) : value_{value} {}
    Json(const char* value) : value_{std::string{value}} {}
    Json(std::string value) : value_{std::move(value)} {}
    Json(std::string_view value) : value_{std::string{value}} {}
    Json(Array value) : value_{std::move(value)} {}
    Json(Object value) : value_{std::move(value)} {}

    static Result<Json, JsonError> parse(std::string_view text, const JsonLimits& limits = {});

    bool is_null() const noexcept { return std::holds_alternative<std::nullptr_t>(value_); }
    const bool* boolean() const noexcept { return std::get_if<bool>(&value_); }
    const std::int64_t* integer() const noexcept { return std::get_if<std::int64_t>(&value_); }
    const double* number() const noexcept { return std::get_if<double>(&value_); }
    const std::string* string() const noexcept { return std::get_if<std::string>(&value_); }
    const Array* array() const noexcept { return std::get_if<Array>(&value_); }
    const Object* object() const noexcept { return std::get_if<Object>(&value_); }
    /// The member of this name; nullptr when this is no object or has none.
    const Json* find(std::string_view name) const noexcept;

    /// Compact text; also safe inside HTML (`<`, `>`, `&`, U+2028, U+2029 are escaped).
    std::string dump() const;
    /// Indented by two spaces, for people.
    std::string dump_pretty() const;

private:
    std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object> value_;
};

}  // namespace postern::json
