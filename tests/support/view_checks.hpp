/// view_checks: what every view of the portal promises, whatever somebody has typed.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "portal/page/frame.hpp"
#include "support/web_fixture.hpp"

namespace postern::test {

/// What stands behind the word must never reach a page as it is.
inline const std::string kHostile =
    "HOSTILE\"'<>&{{FORM_TOKEN}}{{#X}}</title><script>alert(1)</script>\xE2\x80\xA8\r\n]]>-->";

/// What an honest visitor can type into a field, at its worst.
inline const std::string kTyped = "Zo\xC3\xAB \"O'Neil\" <zoe&co> {{EMAIL}} [[language]]";

/// A frame whose every value is hostile.
inline portal::Frame hostile_frame() {
    return {.base_path = kHostile,
            .time_zone = kHostile,
            .languages = {{kHostile, kHostile, kHostile, true}, {"x", "y", "javascript:alert(1)"}}};
}

using FillFields = std::function<void(text::Fields&)>;

/// The template has a placeholder for each field that is written, and the reverse.
void check_names(std::string_view template_name, const FillFields& fill);

/// Every value is escaped for its place, and no marker is left.
void check_escaped(std::string_view template_name, const std::string& language,
                   const std::string& html);

template <class View>
std::string drawn(const View& view) {
    return source_pages().draw(http::Status::Ok, view).body();
}

/// The second, in every language. `view` holds kHostile wherever it can.
template <class View>
void check_text(View view) {
    for (const auto& language : source_pages().words().languages()) {
        view.frame.language = language;
        check_escaped(View::kTemplate, language, drawn(view));
    }
}

/// Both, for a view with a row in each of its lists.
template <class View>
void check_view(const View& view) {
    check_names(View::kTemplate, [&view](text::Fields& fields) { view.fill(fields); });
    check_text(view);
}

/// What a browser shows in the field of this name, or sends for it; for a selection the chosen
/// value. Fails when there is no such field, or more than one.
std::string value_of(const std::string& html, std::string_view name);

bool is_checked(const std::string& html, std::string_view name);

/// The page says in its title and in an alert that something is wrong. Exactly `fields` are
/// invalid, each is tied to a text that says why, and every link of the alert leads to one of them.
void check_problem(const std::string& html, const std::vector<std::string>& fields);

/// The page says none of this.
void check_no_problem(const std::string& html);

}  // namespace postern::test
