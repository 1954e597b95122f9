/// qr_code: a text as a QR code that a browser draws from markup alone, with nothing to fetch.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "postern/base/secret.hpp"

namespace postern::text {

/// A code, for a template that draws it itself.
struct QrCode {
    std::size_t side;  ///< in modules, with the quiet zone of 4 around the code
    Secret path;       ///< the black modules as the `d` of an SVG path
};

/// Error correction M. Nothing when `text` is empty or does not fit into a code (more than 2331
/// bytes).
std::optional<QrCode> qr_code(const Secret& text);

/// The code as an SVG element for the inside of an HTML page: black on a white ground of its own,
/// so that a dark page does not hide it. `title` is what a screen reader says. Only presentation
/// attributes, which a strict Content-Security-Policy allows; the id of the title is `qr-title`, so
/// a page has room for one. Nothing in the same cases as qr_code().
std::optional<Secret> qr_svg(const Secret& text, std::string_view title);

}  // namespace postern::text
