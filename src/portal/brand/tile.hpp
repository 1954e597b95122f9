/// tile: a letter on a colour, for whom or what has no picture.
#pragma once

#include <string>
#include <string_view>

#include "postern/base/colour.hpp"

namespace postern::portal {

/// The first character that is no space or punctuation mark of ASCII, a Latin letter in uppercase;
/// `?` when there is none.
std::string tile_letter(std::string_view title);

/// One of twelve on which white text can be read; always the same for the same name.
Colour tile_colour(std::string_view name);

/// As an SVG file.
std::string tile_svg(std::string_view title, Colour ground, Colour letter);

}  // namespace postern::portal
