/// frame: what every page has, whatever it shows.
#pragma once

#include <string>
#include <vector>

#include "postern/text/fields.hpp"

namespace postern::portal {

using text::Fields;

/// One of the languages of the pages, and the way to it.
struct LanguageLink {
    std::string code;    ///< `de`
    std::string name{};  ///< in that language: `Deutsch`
    std::string url{};   ///< of this page in it; empty: the page cannot be opened again
    bool current = false;

    void fill(Fields& fields) const {
        fields.set("LANGUAGE_CODE", code);
        fields.set("LANGUAGE_TITLE", name);
        fields.show("CURRENT_LANGUAGE", current);
    }
};

struct Frame {
    std::string base_path;   ///< in front of every link: "" or "/auth"
    std::string language{};  ///< of the page, one of the catalogue's

    std::string time_zone{};  ///< of the user, like `Europe/Berlin`; empty: the browser's
    std::vector<LanguageLink> languages{};

    /// Of a page for everyone: the languages are links.
    void fill(Fields& fields) const {
        fill_place(fields);
        fields.show("LANGUAGE_SWITCH", languages.size() > 1 && !languages.front().url.empty());
        fields.repeat("LANGUAGE_LINK", languages, [](Fields& row, const LanguageLink& link) {
            link.fill(row);
            row.set("LANGUAGE_URL", link.url);
        });
    }

    /// Of a page of the account: the languages are buttons, which change the profile.
    void fill_account(Fields& fields) const {
        fill_place(fields);
        fields.show("LANGUAGE_SWITCH", languages.size() > 1);
        fields.repeat("LANGUAGE_LINK", languages,
                      [](Fields& row, const LanguageLink& link) { link.fill(row); });
    }

    void fill_place(Fields& fields) const {
        fields.set("BASE_PATH", base_path);
        fields.set("TIME_ZONE", time_zone);
    }
};

}  // namespace postern::portal
