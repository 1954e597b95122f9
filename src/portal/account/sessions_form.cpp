#include "portal/account/sessions_form.hpp"

namespace postern::portal {

Result<SessionsForm, http::FormError> SessionsForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    const auto end = form->get("end");
    if (end == "others") return SessionsForm{Scope::Others, std::nullopt};
    if (end == "everywhere") return SessionsForm{Scope::Everywhere, std::nullopt};
    auto id = PublicId::parse(end);
    if (!id) return fail(http::FormError{http::Status::BadRequest, "No session has this id."});
    return SessionsForm{Scope::One, std::move(id)};
}

}  // namespace postern::portal
