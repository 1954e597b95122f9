#include "portal/access/forms.hpp"

namespace postern::portal::access {

Result<AskAccessForm, http::FormError> AskAccessForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return AskAccessForm{.site = std::string{form->get("site")},
                         .path = std::string{form->get("path")},
                         .message = std::string{form->get("message")}};
}

}  // namespace postern::portal::access
