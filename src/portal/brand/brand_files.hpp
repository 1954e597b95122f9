/// brand_files: logo, icon and style sheet of the brand, checked, and the static files of the
/// overlay folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/portal/pages.hpp"

namespace postern::portal {

inline constexpr std::string_view kBrandStyle = "brand.css";

/// What pictures and style sheets may have at most.
inline constexpr std::size_t kMaxBrandFileBytes = 200 * 1024;

/// A version for links: tells one release's file from the next one's; nobody is kept out by it.
std::string version_of(std::string_view content);

/// The content type of a static file by the end of its name; empty for one that is not served.
std::string_view content_type_of(std::string_view name) noexcept;

/// The file, checked by what its name says it is: an SVG acts in no way (text/safe_svg.hpp), a PNG,
/// JPEG or WebP is one, a style sheet loads nothing from elsewhere. Throws std::runtime_error that
/// names file and line.
std::string read_checked_file(const std::string& path);

/// The files that the brand adds to /static/: `brand.css`, if it has colours or rules of its own;
/// `brand-logo.*`; `brand-icon.*`, the first letter of the name where there is a name and no icon.
/// Throws std::runtime_error that names the file.
std::vector<StaticFile> brand_files(const PageFiles& files);

}  // namespace postern::portal
