// GET and POST /account/password.
#include "portal/account/forms.hpp"
#include "portal/account/handlers.hpp"
#include "portal/account/refusal.hpp"
#include "postern/base/bytes.hpp"
#include "postern/service/account/account_service.hpp"

namespace postern::portal::account {

namespace {

ChangePasswordView view_of(const Context& context, const http::Request& request, const User& user) {
    return {.frame = context.frame(request, &user),
            .menu = menu_of(context, request, AccountPage::Password),
            .email = user.email.text(),
            .new_password = {.needs = context.settings.password_needs}};
}

http::Response refuse(const Context& context, ChangePasswordView view,
                      const service::AccountRefusal& refused) {
    view.new_password.problems = refused.problems;
    view.new_password.word_problems(context, view.frame);
    auto refusal = refusal_of(refused);
    if (refusal.problems.same_password)
        view.new_password.texts.push_back(
            context.pages.words().text(view.frame.language, "password_problems.current"));
    return draw_refused(context, std::move(view), std::move(refusal));
}

http::Response refuse_incomplete(const Context& context, ChangePasswordView view) {
    view.new_password.missing = true;
    view.new_password.word_problems(context, view.frame);
    return draw_refused(context, std::move(view), {.problems = {.no_new_password = true}});
}

}  // namespace

http::Response get_change_password(const Context& context, const http::Request& request,
                                   const SessionWithUser& visitor) {
    auto view = view_of(context, request, visitor.user);
    const auto ended = to_number(request.query_value("ended").value_or(""));
    view.saved = ended.has_value();
    view.ended = ended.value_or(0);
    return context.pages.draw(http::Status::Ok, view);
}

http::Response post_change_password(const Context& context, const Services& services,
                                    const http::Request& request, const SessionWithUser& visitor) {
    const auto form = ChangePasswordForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    if (form->typed.empty())
        return refuse_incomplete(context, view_of(context, request, visitor.user));
    const auto ended = services.account.change_password(visitor, kInSession, form->typed.reveal(),
                                                        context.client_of(request, &visitor.user),
                                                        request.received);
    if (!ended) return refuse(context, view_of(context, request, visitor.user), ended.error());
    return context.redirect_to("/account/password?ended=" + std::to_string(*ended));
}

}  // namespace postern::portal::account
