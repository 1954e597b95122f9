/// brand: whose pages these are: name, colours, links and words of the people who run the server.
///
/// Values only: files (logo, icon, style sheet) belong to the portal, and the words of the
/// catalogue to the overlay folder.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/colour.hpp"

namespace postern {

/// What the pages are called where nobody has given them a name.
inline constexpr std::string_view kProductName = "Postern";

/// A link at the foot of each page and e-mail.
struct BrandLink {
    /// `imprint`, `privacy` or another one that the catalogue has as `brand.link.KEY`; else the
    /// title itself.
    std::string key;
    std::string url;
};

struct Brand {
    std::string name{};                   ///< empty: kProductName
    std::optional<Colour> accent{};       ///< nothing: that of the style sheet
    std::optional<Colour> accent_dark{};  ///< nothing: made from `accent`
    std::vector<BrandLink> links{};
    std::string support_address{};                      ///< an e-mail address, or empty
    std::map<std::string, std::string> sign_in_text{};  ///< by language
    bool powered_by = false;                            ///< the pages say what they are made with

    std::string_view shown_name() const noexcept {
        return name.empty() ? kProductName : std::string_view{name};
    }
    /// That language's, else the English one, else empty.
    std::string_view sign_in_text_in(const std::string& language) const noexcept {
        auto found = sign_in_text.find(language);
        if (found == sign_in_text.end()) found = sign_in_text.find("en");
        return found == sign_in_text.end() ? std::string_view{} : std::string_view{found->second};
    }
};

/// The colours of one scheme of the pages, as the style sheet has them.
struct Palette {
    Colour page;       ///< behind everything
    Colour surface;    ///< of cards, and of e-mails
    Colour text;       ///< on both
    Colour quiet;      ///< here, too
    Colour accent;     ///< links, and the ground of buttons
    Colour on_accent;  ///< the text of buttons

    /// What the accent must be told from as text: all that stands on it or under it.
    std::array<Colour, 3> around_accent() const noexcept { return {page, surface, on_accent}; }
};

inline constexpr Palette kLightPalette{.page = {0xf3, 0xf5, 0xf8},
                                       .surface = {0xff, 0xff, 0xff},
                                       .text = {0x1b, 0x24, 0x30},
                                       .quiet = {0x56, 0x62, 0x73},
                                       .accent = {0x2f, 0x5d, 0x8c},
                                       .on_accent = {0xff, 0xff, 0xff}};
inline constexpr Palette kDarkPalette{.page = {0x12, 0x17, 0x1e},
                                      .surface = {0x1a, 0x21, 0x2b},
                                      .text = {0xe6, 0xeb, 0xf2},
                                      .quiet = {0xa3, 0xaf, 0xbf},
                                      .accent = {0x7f, 0xb2, 0xe5},
                                      .on_accent = {0x0f, 0x1a, 0x26}};

/// The palettes with the brand's accent. That of the dark scheme is made from `accent` where the
/// brand has no other.
inline Palette light_palette(const Brand& brand) noexcept {
    Palette palette = kLightPalette;
    if (brand.accent) palette.accent = *brand.accent;
    return palette;
}

inline Palette dark_palette(const Brand& brand) noexcept {
    Palette palette = kDarkPalette;
    if (brand.accent_dark)
        palette.accent = *brand.accent_dark;
    else if (brand.accent)
        palette.accent = readable(*brand.accent, palette.around_accent(), kWhite);
    return palette;
}

}  // namespace postern
