#include "postern/base/colour.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace postern {

namespace {

std::optional<unsigned> digit(char c) noexcept {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

double linear(std::uint8_t channel) noexcept {
    const double share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
}

double luminance(Colour colour) noexcept {
    return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) +
           0.0722 * linear(colour.blue);
}

std::uint8_t mixed_channel(std::uint8_t one, std::uint8_t other, double share) noexcept {
    const double value = one + (other - one) * share;
    return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 255.0)));
}

}  // namespace

std::optional<Colour> parse_colour(std::string_view text) noexcept {
    if (!text.starts_with('#') || (text.size() != 4 && text.size() != 7)) return std::nullopt;
    const bool is_short = text.size() == 4;
    std::array<std::uint8_t, 3> channels{};
    for (std::size_t i = 0; i < channels.size(); ++i) {
        const auto high = digit(text[is_short ? 1 + i : 1 + 2 * i]);
        const auto low = is_short ? high : digit(text[2 + 2 * i]);
        if (!high || !low) return std::nullopt;
        channels[i] = static_cast<std::uint8_t>(*high * 16 + *low);
    }
    return Colour{channels[0], channels[1], channels[2]};
}

std::string to_text(Colour colour) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "#%02x%02x%02x", unsigned{colour.red},
                  unsigned{colour.green}, unsigned{colour.blue});
    return text.data();
}

double contrast(Colour one, Colour other) noexcept {
    const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
    return (lighter + 0.05) / (darker + 0.05);
}

double least_contrast(Colour colour, std::span<const Colour> others) noexcept {
    double least = contrast(kBlack, kWhite);
    for (const Colour& other : others) least = std::min(least, contrast(colour, other));
    return least;
}

Colour mixed(Colour colour, Colour other, double share) noexcept {
    return {mixed_channel(colour.red, other.red, share),
            mixed_channel(colour.green, other.green, share),
            mixed_channel(colour.blue, other.blue, share)};
}

Colour readable(Colour colour, std::span<const Colour> others, Colour towards,
                double wanted) noexcept {
    constexpr int kSteps = 256;
    for (int step = 0; step < kSteps; ++step) {
        const Colour next = mixed(colour, towards, static_cast<double>(step) / kSteps);
        if (least_contrast(next, others) >= wanted) return next;
    }
    return towards;
}

}  // namespace postern
