/// width: how many columns of a terminal a text takes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace postern::text {

/// Columns by Unicode Standard Annex #11: 2 for wide characters (CJK, most emoji), 0 for combining
/// ones, 1 for a byte that is not UTF-8.
std::size_t width(std::string_view text);

/// `text`, or its beginning and `…` if it is wider than `columns`. REQUIRES: columns > 0.
std::string cut_to_width(std::string_view text, std::size_t columns);

}  // namespace postern::text
