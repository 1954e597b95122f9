/// gallery: every page with sample data, to look at without living through all of it.
///
/// For `postern brand preview` and the console's page of the same purpose. A sample shows a page as
/// its template, its words and the brand make it; its forms lead nowhere.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::portal {

class Pages;

/// The e-mails, which another layer writes.
struct LetterGallery {
    std::vector<std::string> kinds;  ///< `verify_email`
    /// One of them in this language. REQUIRES: `kind` is one of `kinds`.
    std::function<std::string(const std::string& kind, const std::string& language)> html;
};

enum class Scheme { Light, Dark };

/// `light` or `dark`.
std::string_view to_text(Scheme scheme) noexcept;

/// HTML or CSS that looks in every browser as it looks in one that prefers this scheme: the media
/// queries for it are replaced by some that always hold, or never do.
std::string in_scheme(std::string text, Scheme scheme);

/// The samples in the order in which people meet them: `sign_in`, `sign_in-wrong`. What stands
/// before the dash is the name of the template.
std::vector<std::string> sample_names();

/// The HTML of a sample; nothing if there is none of this name. `base_path` goes in front of every
/// link: `/auth`, or `..` for files. A language that the pages do not have is English.
std::optional<std::string> draw_sample(const Pages& pages, std::string_view name,
                                       const std::string& language, const std::string& base_path);

}  // namespace postern::portal
