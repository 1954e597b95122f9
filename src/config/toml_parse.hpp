/// toml_parse: a text as a document of toml++, or where and why it is none.
#pragma once

#include <cstddef>
#include <string_view>

#include "config/syntax_error.hpp"
#include "config/toml_plus_plus.hpp"
#include "postern/base/result.hpp"

namespace postern::config {

/// The document, or the first syntax error; a text of more than `max_bytes` is one. Dotted keys
/// nest, and toml++ frees what is nested by recursion: the caller bounds how deep that can go.
Result<toml::table, SyntaxError> parse_toml(std::string_view text, std::size_t max_bytes);

/// The line on which something begins.
inline unsigned line_of(const toml::source_region& source) noexcept { return source.begin.line; }

}  // namespace postern::config
