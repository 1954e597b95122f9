// GET and POST /register.
#include "portal/page/answers.hpp"
#include "portal/page/check_mail.hpp"
#include "portal/page/form_token.hpp"
#include "portal/sign_in/handlers.hpp"
#include "portal/sign_in/registration_form.hpp"
#include "portal/sign_in/registration_problems.hpp"
#include "postern/service/account/duty_service.hpp"
#include "postern/service/account/registration_service.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal::sign_in {

namespace {

http::Response closed(const Context& context, const Services& services,
                      const http::Request& request) {
    return context.pages.draw(
        http::Status::Forbidden,
        RegisterClosedView{context.frame(request), services.registration.is_by_invitation()});
}

std::string joined(const std::vector<std::string>& domains) {
    std::string text;
    for (const auto& domain : domains) text.append(text.empty() ? "" : ", ").append(domain);
    return text;
}

/// Whether the visitor is offered to register: the site that they come from may not want it.
bool is_open(const Services& services, const ReturnTo& to) {
    return services.registration.is_open() && to.may_register;
}

/// What was typed for what is asked beyond name and password, and what was wrong with it.
struct TypedDuties {
    std::string terms{};
    ProfileValues profile{};
    service::ReadProfile wrong{};
};

http::Response show(const Context& context, const Services& services, const http::Request& request,
                    http::Status status, RegisterView view, const TypedDuties& typed = {}) {
    view.approval = services.registration.needs_approval();
    view.domains = joined(services.registration.domains());
    view.profile = profile_fields_view(context, view.frame, services.sites,
                                       services.duties.fields(), typed.profile, typed.wrong);
    if (const auto terms = services.duties.current_terms()) {
        view.terms.version = terms->version;
        view.terms.ticked = typed.terms == terms->version;
    }
    view.new_password.needs = context.settings.password_needs;
    view.new_password.word_problems(context, view.frame);
    return draw_form(context, request, status, std::move(view));
}

http::Response refused(const Context& context, const Services& services,
                       const http::Request& request, const service::RegistrationRefusal& refusal,
                       RegisterView view, TypedDuties typed) {
    const auto status = mark_problems(refusal, view);
    if (status == http::Status::Forbidden) return closed(context, services, request);
    typed.wrong = refusal.profile;
    if (status == http::Status::TooManyRequests)
        view.wait = context.wait_text(view.frame, refusal.retry_after);
    return with_retry_after_refusal(
        show(context, services, request, status, std::move(view), typed), refusal.retry_after);
}

http::Response registered(const Context& context, const http::Request& request,
                          const service::Registered& done, const RegisterView& view) {
    if (done.needs_confirmation)
        return show_check_mail(context, request,
                               {.frame = view.frame,
                                .what = MailKind::VerifyEmail,
                                .why = CheckMailView::Why::Registered,
                                .email = view.email,
                                .return_to = view.return_to,
                                .approval = done.needs_approval});
    return context.redirect_to(with_return(
        done.needs_approval ? "/login?waiting=1" : "/login?registered=1", view.return_to));
}

}  // namespace

http::Response get_register(const Context& context, const Services& services,
                            const http::Request& request) {
    const auto to = return_to(context, services.sites, request.query_value("rd").value_or(""));
    if (context.find_session(request)) return go_on(context, request, to);
    if (!is_open(services, to)) return closed(context, services, request);
    return show(context, services, request, http::Status::Ok,
                {.frame = keep_return(context.frame(request), to), .return_to = to});
}

http::Response post_register(const Context& context, const Services& services,
                             const http::Request& request) {
    const auto form = RegistrationForm::parse(request, services.duties.fields());
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);

    RegisterView view{.frame = context.frame(request),
                      .return_to = return_to(context, services.sites, form->return_link),
                      .email = form->email,
                      .display_name = form->display_name,
                      .new_password = {.missing = form->password.empty()}};
    if (!is_open(services, view.return_to)) return closed(context, services, request);
    const bool known_zone = text::is_time_zone(form->time_zone);
    const auto done = services.registration.register_user(
        {.email = form->email,
         .display_name = form->display_name,
         .password = form->password.reveal(),
         .return_link = view.return_to.link,
         .time_zone = known_zone ? form->time_zone : std::string_view{},
         .accepted_terms = form->terms,
         .profile = form->profile},
        context.client_of(request), request.received);
    if (!done)
        return refused(context, services, request, done.error(), std::move(view),
                       {form->terms, form->profile});
    return registered(context, request, *done, view);
}

http::Response stale_register(const Context& context, const Services& services,
                              const http::Request& request) {
    const auto form = RegistrationForm::parse(request, services.duties.fields());
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const auto to = return_to(context, services.sites, form->return_link);
    if (!is_open(services, to)) return closed(context, services, request);
    return show(context, services, request, http::Status::Forbidden,
                {.frame = context.frame(request),
                 .return_to = to,
                 .email = form->email,
                 .display_name = form->display_name,
                 .stale = true},
                {form->terms, form->profile});
}

}  // namespace postern::portal::sign_in
