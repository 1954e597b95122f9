/// brand: whose pages and e-mails these are, taken from the configuration and the overlay folder.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "postern/config/config.hpp"
#include "postern/mail/letters.hpp"
#include "postern/model/brand.hpp"
#include "postern/portal/gallery.hpp"
#include "postern/portal/pages.hpp"
#include "postern/text/catalogue.hpp"

namespace postern::app {

/// REQUIRES, here and below: a checked configuration.
Brand brand_of(const config::Config& config);

/// What programs such as authenticator apps list this server by: the brand's name, or the host of
/// public_url where it has none.
std::string name_for_programs(const config::Config& config);

/// The words of share_dir, with those of the overlay over them. `notes`: as in Catalogue::load().
/// Throws std::runtime_error that names file and line.
text::Catalogue load_words(const config::Config& config, std::vector<std::string>* notes = nullptr);

/// The same for the pages; they check logo, icon and style sheet, too.
portal::Pages load_pages(const config::Config& config, text::Catalogue words,
                         std::vector<std::string>* notes = nullptr);

/// The e-mails for the console's page that shows them. `letters` must outlive it.
portal::LetterGallery letter_gallery(const mail::Letters& letters);

/// The OpenAPI document with the brand's name where people would read ours: in titles and
/// sentences; names of headers, cookies and commands stay as they are.
std::string branded_document(std::string json, const Brand& brand);

}  // namespace postern::app
