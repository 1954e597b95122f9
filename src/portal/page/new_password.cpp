#include "portal/page/new_password.hpp"

#include <string>

namespace postern::portal {

void NewPasswordView::word_problems(const Context& context, const Frame& frame) {
    const auto values = service::message_values(needs);
    texts.clear();
    if (missing)
        return texts.push_back(context.pages.words().text(frame.language, "new_password.missing"));
    for (const auto problem : problems)
        texts.push_back(
            context.pages.words().text(frame.language, service::message_key(problem), values));
}

void NewPasswordView::fill(Fields& fields) const {
    fields.set("MIN_PASSWORD_LENGTH", std::to_string(needs.min_length));
    fields.set("PASSWORD_CLASSES", std::to_string(needs.classes));
    fields.show("CLASSES_NEEDED", needs.classes > 0);
    fields.show("NO_CLASSES_NEEDED", needs.classes == 0);
    fields.show("PASSWORD_INVALID", missing || !texts.empty());
    fields.show("PASSWORD_REFUSED", !missing && !texts.empty());
    fields.show("PASSWORD_MISSING", missing);
    fields.repeat("PASSWORD_PROBLEM", texts, [](Fields& row, const std::string& text) {
        row.set("PASSWORD_PROBLEM_TEXT", text);
    });
}

}  // namespace postern::portal
