#include "app/wiring/brand.hpp"

#include <algorithm>
#include <utility>

#include "app/wiring/public_url.hpp"
#include "postern/base/check.hpp"
#include "postern/json/json.hpp"
#include "postern/mail/sample_mails.hpp"

namespace postern::app {

namespace {

/// A folder of the overlay; empty where there is no overlay.
std::string overlay_folder(const config::Config& config, const char* name) {
    const auto& overlay = config.server.overlay;
    return overlay.empty() ? std::string{} : overlay + '/' + name;
}

bool is_word_character(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

/// As it stands between the quotes of JSON.
std::string in_json(std::string_view text) {
    const std::string quoted = json::Json{std::string{text}}.dump();
    return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

Brand brand_of(const config::Config& config) {
    const auto& from = config.brand;
    Brand brand{.name = from.name,
                .accent = parse_colour(from.accent),
                .accent_dark = parse_colour(from.accent_dark)};
    for (const auto& [key, url] : from.links) brand.links.push_back({key, url});
    brand.support_address = from.support_address;
    for (const auto& [language, text] : from.sign_in_text) brand.sign_in_text[language] = text;
    brand.powered_by = from.powered_by;
    return brand;
}

std::string name_for_programs(const config::Config& config) {
    if (config.brand.name.empty()) return public_url(config).origin.host();
    std::string name = config.brand.name;
    std::ranges::replace(name, ':', ' ');  // which ends the issuer in an otpauth address
    return name;
}

text::Catalogue load_words(const config::Config& config, std::vector<std::string>* notes) {
    return text::Catalogue::load(config.server.share_dir + "/messages",
                                 overlay_folder(config, "messages"), notes);
}

portal::Pages load_pages(const config::Config& config, text::Catalogue words,
                         std::vector<std::string>* notes) {
    return portal::Pages::load({.folder = config.server.share_dir,
                                .overlay = config.server.overlay,
                                .brand = brand_of(config),
                                .logo = config.brand.logo,
                                .icon = config.brand.icon,
                                .css = config.brand.css},
                               std::move(words), notes);
}

portal::LetterGallery letter_gallery(const mail::Letters& letters) {
    portal::LetterGallery gallery;
    for (const MailKind kind : mail_kinds()) gallery.kinds.emplace_back(to_text(kind));
    gallery.html = [&letters](const std::string& kind, const std::string& language) {
        const auto mails = mail::sample_mails(language, SystemClock{}.now());
        const auto found = std::ranges::find_if(
            mails, [&](const service::ReadyMail& mail) { return to_text(mail.kind) == kind; });
        POSTERN_CHECK(found != mails.end());
        return letters.write(*found).html;
    };
    return gallery;
}

std::string branded_document(std::string json, const Brand& brand) {
    if (brand.name.empty()) return json;
    const std::string name = in_json(brand.name);
    std::string branded;
    bool in_code = false;  // between backquotes, which no string of the document leaves open
    for (std::size_t at = 0; at < json.size();) {
        const bool is_word = !in_code && json.compare(at, kProductName.size(), kProductName) == 0 &&
                             (at == 0 || !is_word_character(json[at - 1])) &&
                             (at + kProductName.size() == json.size() ||
                              !is_word_character(json[at + kProductName.size()]));
        if (json[at] == '`') in_code = !in_code;
        branded += is_word ? name : std::string{json[at]};
        at += is_word ? kProductName.size() : 1;
    }
    return branded;
}

}  // namespace postern::app
