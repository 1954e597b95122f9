/// static_files: the files under /static/, read once and named by a version of their content.
#pragma once

#include <string>
#include <vector>

#include "postern/http/router.hpp"
#include "postern/portal/pages.hpp"

namespace postern::portal {

inline constexpr std::string_view kStyleSheet = "postern.css";
inline constexpr std::string_view kIcon = "favicon.svg";
inline constexpr std::string_view kRevealScript = "reveal-password.js";
inline constexpr std::string_view kFragmentScript = "return-fragment.js";
inline constexpr std::string_view kTimesScript = "local-times.js";
inline constexpr std::string_view kMendedScript = "mended-fields.js";
inline constexpr std::string_view kTouchIcon = "touch-icon.png";
inline constexpr std::string_view kAdviceScript = "password-advice.js";
inline constexpr std::string_view kCodesScript = "keep-codes.js";
inline constexpr std::string_view kPasskeysScript = "passkeys.js";
inline constexpr std::string_view kAdminScript = "admin.js";

/// All of them, those of the overlay and of the brand included. Throws std::runtime_error, naming
/// the file, when one cannot be read or served.
std::vector<StaticFile> load_static_files(const PageFiles& from);

/// A row for each of them. Browsers that ask for its current version keep it for a year.
std::vector<http::Route> static_file_routes(const Pages& pages);

}  // namespace postern::portal
