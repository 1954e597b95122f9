/// safe_svg: whether a picture that somebody brings is only a picture.
///
/// Browsers run no script of an SVG that stands in an <img>, but people open its address, too. So
/// the portal serves only what cannot act, and loads nothing from elsewhere. Strict rather than
/// complete: what is refused by mistake can be saved as "plain SVG", or as PNG.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern::text {

/// What is wrong with a picture, and where.
struct SvgProblem {
    unsigned line;     ///< from 1
    std::string what;  ///< `has a script`
};

/// Nothing when the text is one well-formed <svg> without scripts, event handlers, foreign objects,
/// animations, document types, processing instructions, and links to anything outside of it.
/// Pictures inside of it are allowed as data (PNG, JPEG, WebP).
std::optional<SvgProblem> svg_problem(std::string_view svg);

}  // namespace postern::text
