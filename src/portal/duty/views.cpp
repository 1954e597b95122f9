#include "portal/duty/views.hpp"

#include <algorithm>

#include "postern/base/bytes.hpp"

namespace postern::portal::duty {

namespace {

/// Takes the next line off the front, without what ends it.
std::string_view take_line(std::string_view& text) noexcept {
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

}  // namespace

std::vector<std::string> paragraphs_of(std::string_view text) {
    std::vector<std::string> paragraphs;
    bool begins = true;
    while (!text.empty()) {
        const std::string_view line = take_line(text);
        if (trim(line).empty()) {
            begins = true;
            continue;
        }
        if (begins)
            paragraphs.emplace_back(line);
        else
            paragraphs.back().append("\n").append(line);
        begins = false;
    }
    return paragraphs;
}

void TermsText::fill(Fields& fields) const {
    fields.set("TERMS_ID", version);
    fields.set("TERMS_LANGUAGE", language);
    fields.repeat("PARAGRAPH", paragraphs, [](Fields& row, const std::string& paragraph) {
        row.set("PARAGRAPH_TEXT", paragraph);
    });
}

void TermsView::fill(Fields& fields) const {
    frame.fill(fields);
    text.fill(fields);
    fields.show("HAS_TERMS", !text.version.empty());
    fields.show("NO_TERMS", text.version.empty());
}

void AcceptTermsView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    text.fill(fields);
    return_to.fill_form(fields);
    fields.show("HAS_TERMS", !text.version.empty());
    fields.show("NO_TERMS", text.version.empty());
    fields.show("ACCEPTED", accepted);
    fields.show("TO_ACCEPT", !accepted && !text.version.empty());
    fields.set("ACCEPTED_WHEN", accepted_at.text);
    fields.set("ACCEPTED_AT", accepted_at.rfc3339);
    fields.show("HAS_PROBLEM", missing);
}

void CompleteView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    return_to.fill_form(fields);
    profile.fill(fields);
    fields.show("DUE", due);
    fields.show("SAVED", saved);
    fields.show("HAS_FIELDS", !profile.list.empty());
    fields.show("NO_FIELDS", profile.list.empty());
    fields.show("HAS_PROBLEM", profile.has_problem());
}

}  // namespace postern::portal::duty
