// GET and POST /admin/users/new.
#include <algorithm>

#include "portal/admin/users/common.hpp"
#include "portal/admin/users/forms.hpp"
#include "portal/admin/users/handlers.hpp"
#include "postern/service/account/registration_service.hpp"

namespace postern::portal::admin::users {

namespace {

NewUserView view_of(const Context& context, const Services& services, const http::Request& request,
                    const SessionWithUser& visitor, const NewUserForm& form) {
    return {.frame = users_frame(context, services, request, visitor, "postern user add"),
            .mail_enabled = context.settings.mail_enabled,
            .email = form.email,
            .display_name = form.display_name,
            .languages = language_choices(context, form.language)};
}

PersonProblems problems_of(const service::RegistrationRefusal& refusal) {
    using enum service::RegistrationError;
    const auto has = [&](service::RegistrationError error) {
        return std::ranges::count(refusal.errors, error) > 0;
    };
    return {.bad_email = has(BadEmail),
            .email_taken = has(EmailTaken),
            .bad_display_name = has(BadDisplayName)};
}

}  // namespace

http::Response get_new_user(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    return context.pages.draw(http::Status::Ok, view_of(context, services, request, visitor, {}));
}

http::Response post_new_user(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor) {
    const auto form = NewUserForm::parse(request);
    const bool known =
        form && (form->language.empty() || context.pages.words().has(form->language));
    if (!known || !context.settings.mail_enabled)
        return context.error_page(http::PipelineError::BadRequest, request);
    const auto added = services.registration.add_user_by_mail(
        {.email = form->email, .display_name = form->display_name, .password = {}}, form->language,
        actor_of(request, visitor), request.received);
    if (!added) {
        auto view = view_of(context, services, request, visitor, *form);
        view.problems = problems_of(added.error());
        return context.pages.draw(http::Status::UnprocessableContent, view);
    }
    return context.redirect_to(with_done(page_of(*added), "user_added"));
}

}  // namespace postern::portal::admin::users
