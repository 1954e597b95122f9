#include "portal/brand/tile.hpp"

#include <array>

#include "postern/base/bytes.hpp"
#include "postern/base/fnv.hpp"

namespace postern::portal {

namespace {

constexpr std::array<Colour, 12> kGrounds{{{0x2f, 0x5d, 0x8c},
                                           {0x8a, 0x3b, 0x52},
                                           {0x1d, 0x6b, 0x3e},
                                           {0x7a, 0x4a, 0x12},
                                           {0x5b, 0x46, 0x9b},
                                           {0x0f, 0x66, 0x70},
                                           {0x9b, 0x2c, 0x2c},
                                           {0x4c, 0x5c, 0x1e},
                                           {0x8b, 0x2f, 0x8b},
                                           {0x35, 0x4f, 0xa3},
                                           {0x6b, 0x4f, 0x3f},
                                           {0x45, 0x52, 0x60}}};

bool is_ascii_sign(char32_t c) noexcept {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return c < 128 && !is_letter && !(c >= '0' && c <= '9');
}

/// Between the tags of SVG.
std::string escaped(std::string_view letter) {
    if (letter == "&") return "&amp;";
    if (letter == "<") return "&lt;";
    return std::string{letter};
}

}  // namespace

std::string tile_letter(std::string_view title) {
    while (!title.empty()) {
        const auto before = title;
        const auto character = take_code_point(title);
        if (!character || is_ascii_sign(*character)) continue;
        std::string letter{before.substr(0, before.size() - title.size())};
        if (*character >= 'a' && *character <= 'z')
            letter.front() = static_cast<char>(letter.front() - 'a' + 'A');
        return letter;
    }
    return "?";
}

Colour tile_colour(std::string_view name) { return kGrounds.at(fnv1a(name) % kGrounds.size()); }

std::string tile_svg(std::string_view title, Colour ground, Colour letter) {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\" width=\"64\" "
           "height=\"64\"><rect width=\"64\" height=\"64\" rx=\"14\" fill=\"" +
           to_text(ground) +
           "\"/><text x=\"32\" y=\"45\" text-anchor=\"middle\" font-family=\"system-ui, "
           "sans-serif\" font-size=\"38\" font-weight=\"600\" fill=\"" +
           to_text(letter) + "\">" + escaped(tile_letter(title)) + "</text></svg>\n";
}

}  // namespace postern::portal
