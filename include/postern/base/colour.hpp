/// colour: colours of the web, and whether one can be read on another.
///
/// Contrast is that of WCAG 2.2 ("contrast ratio", "relative luminance"), from 1 to 21. Small text
/// needs kReadable (success criterion 1.4.3, level AA).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace postern {

/// In sRGB.
struct Colour {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;

    bool operator==(const Colour&) const = default;
};

inline constexpr Colour kBlack{0, 0, 0};
inline constexpr Colour kWhite{255, 255, 255};

inline constexpr double kReadable = 4.5;

/// `#2f5d8c` or `#fff`, in either case; nothing for any other text.
std::optional<Colour> parse_colour(std::string_view text) noexcept;

/// `#2f5d8c`
std::string to_text(Colour colour);

/// From 1 (the same colour) to 21 (black and white).
double contrast(Colour one, Colour other) noexcept;

/// The least contrast to any of `others`. REQUIRES: there is one.
double least_contrast(Colour colour, std::span<const Colour> others) noexcept;

/// `share` of `other` (0 to 1) mixed into `colour`.
Colour mixed(Colour colour, Colour other, double share) noexcept;

/// The colour itself, if it has at least `wanted` to all of `others`; else the first one that has,
/// on the way to `towards`: black on light grounds, white on dark ones. `towards`, if none has.
Colour readable(Colour colour, std::span<const Colour> others, Colour towards,
                double wanted = kReadable) noexcept;

}  // namespace postern
