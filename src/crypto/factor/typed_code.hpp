/// typed_code: codes that people read and type, in Crockford's base 32, which has no I, L, O and U.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "postern/base/secret.hpp"

namespace postern::crypto {

/// `bytes` in groups of four characters: `xxxx-xxxx`.
Secret to_typed_code(std::string_view bytes);

/// The `length` characters of what was typed, in lowercase and without spaces and hyphens; `o`
/// counts as 0, `i` and `l` as 1. Nothing when that can't be a code, or is longer than `max_bytes`.
std::optional<Secret> normalize_typed_code(std::string_view typed, std::size_t length,
                                           std::size_t max_bytes);

}  // namespace postern::crypto
