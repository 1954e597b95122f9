#include "portal/page/new_password.hpp"

#include <algorithm>
#include <string>

namespace postern::portal {

void NewPasswordView::fill(Fields& fields) const {
    using enum service::PasswordProblem;
    const auto has = [this](service::PasswordProblem problem) {
        return std::ranges::find(problems, problem) != problems.end();
    };
    fields.set("MIN_PASSWORD_LENGTH", std::to_string(needs.min_length));
    fields.set("PASSWORD_CLASSES", std::to_string(needs.classes));
    fields.show("CLASSES_NEEDED", needs.classes > 0);
    fields.show("NO_CLASSES_NEEDED", needs.classes == 0);
    fields.show("PASSWORD_INVALID", !problems.empty());
    fields.show("PASSWORD_TOO_SHORT", has(TooShort));
    fields.show("PASSWORD_TOO_LONG", has(TooLong));
    fields.show("PASSWORD_UNREADABLE", has(NotUtf8));
    fields.show("PASSWORD_MISSING_CLASSES", has(MissingClasses));
    fields.show("PASSWORD_COMMON", has(Common));
    fields.show("PASSWORD_CONTEXT", has(ContainsContext));
    fields.show("PASSWORD_GUESSABLE", has(Guessable));
    fields.show("PASSWORD_BREACHED", has(Breached));
}

}  // namespace postern::portal
