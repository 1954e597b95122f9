#include "portal/admin/look/views.hpp"

namespace postern::portal::admin::look {

namespace {

constexpr auto kFillRow = [](Fields& inner, const Choice& choice) { choice.fill(inner); };

}  // namespace

void Choice::fill(Fields& fields) const {
    fields.set("CHOICE", value);
    fields.set("CHOICE_NAME", name);
    fields.show("CHOSEN", chosen);
}

void LookView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.repeat("PAGES", pages, kFillRow);
    fields.show("HAS_LETTERS", !letters.empty());
    fields.repeat("LETTERS", letters, kFillRow);
    fields.repeat("LANGUAGES", languages, kFillRow);
    fields.show("HAS_SHOWN", !shown.empty());
    fields.set("SHOWN", shown);
    fields.set("SHOWN_LANGUAGE", language);
    fields.set("SHOWN_SCHEME", dark ? "dark" : "light");
    fields.show("IN_LIGHT", !dark);
    fields.show("IN_DARK", dark);
}

}  // namespace postern::portal::admin::look
