// GET and POST /invitation, and POST /invitation/accept.
#include <cstdlib>
#include <utility>

#include "portal/invitation/forms.hpp"
#include "portal/invitation/handlers.hpp"
#include "portal/invitation/views.hpp"
#include "portal/page/answers.hpp"
#include "portal/page/form_token.hpp"
#include "postern/service/account/invitation_service.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal::invitation {

namespace {

using service::AcceptRefusal;

http::Response gone(const Context& context, const http::Request& request) {
    return with_secret_address(
        context.pages.draw(http::Status::Gone, InvitationGoneView{context.frame(request)}));
}

/// For an address that has an account.
http::Response show_accept(const Context& context, const http::Request& request,
                           http::Status status, const std::string& token,
                           const Invitation& invitation) {
    const auto visitor = context.find_session(request);
    InvitationAcceptView view{.frame = context.frame(request, visitor ? &visitor->user : nullptr),
                              .token = token,
                              .email = invitation.email.text(),
                              .signed_in = visitor ? visitor->user.email.text() : std::string{},
                              .gifts = invitation.groups};
    view.gifts.insert(view.gifts.end(), invitation.roles.begin(), invitation.roles.end());
    if (visitor)
        view.state = visitor->user.email == invitation.email
                         ? InvitationAcceptView::State::Accept
                         : InvitationAcceptView::State::NotYours;
    return with_secret_address(draw_form(context, request, status, std::move(view)));
}

/// What was typed for what is asked beyond name and password, and what was wrong with it.
struct TypedDuties {
    std::string terms{};
    ProfileValues profile{};
    service::ReadProfile wrong{};
};

/// The page while the invitation is open; `view` says what was wrong with the last attempt.
http::Response show(const Context& context, const Services& services, const http::Request& request,
                    http::Status status, InvitationView view, const TypedDuties& typed = {}) {
    const auto preview = services.invitations.look_at(view.token, request.received);
    if (!preview) return gone(context, request);
    if (preview->has_account)
        return show_accept(context, request, status, view.token, preview->invitation);
    view.frame = context.frame(request);
    view.email = preview->invitation.email.text();
    view.new_password.needs = context.settings.password_needs;
    view.new_password.word_problems(context, view.frame);
    view.profile = profile_fields_view(context, view.frame, services.sites,
                                       services.duties.fields(), typed.profile, typed.wrong);
    if (const auto terms = services.duties.current_terms()) {
        view.terms.version = terms->version;
        view.terms.ticked = typed.terms == terms->version;
    }
    return with_secret_address(draw_form(context, request, status, std::move(view)));
}

http::Status mark(service::RegistrationError error, InvitationView& view) {
    using enum service::RegistrationError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case BadDisplayName:
            view.bad_display_name = true;
            return http::Status::UnprocessableContent;
        case TermsNotAccepted:
            view.terms.missing = true;
            return http::Status::UnprocessableContent;
        case Busy:
            view.busy = true;
            return http::Status::ServiceUnavailable;
        case BadPassword:
        case BadProfile:
            return http::Status::UnprocessableContent;
        case Closed:  // of other ways to an account
        case TooMany:
        case BadEmail:
        case EmailTaken:
        case DomainNotAllowed:
        case BadUsername:
        case UsernameReserved:
        case UsernameTaken:
        case BadGivenName:
        case BadFamilyName:
            break;
    }
    std::abort();  // a value outside the enum, or one of another service, is a bug
}

http::Response refuse(const Context& context, const Services& services,
                      const http::Request& request, InvitationView view, TypedDuties typed,
                      const AcceptRefusal& refusal) {
    switch (refusal.why) {  // no default: a new outcome must not compile until it has an answer
        case AcceptRefusal::Why::Gone:
        case AcceptRefusal::Why::NotYours:
            return gone(context, request);
        case AcceptRefusal::Why::HasAccount:
            return show(context, services, request, http::Status::Conflict, std::move(view));
        case AcceptRefusal::Why::Mistaken:
            break;
    }
    auto status = http::Status::UnprocessableContent;
    view.new_password.problems = refusal.mistakes.password_problems;
    typed.wrong = refusal.mistakes.profile;
    for (const auto error : refusal.mistakes.errors) status = mark(error, view);
    const bool is_busy = view.busy;
    auto page = show(context, services, request, status, std::move(view), typed);
    return is_busy ? with_retry_after_refusal(std::move(page), {}) : std::move(page);
}

}  // namespace

http::Response get_invitation(const Context& context, const Services& services,
                              const http::Request& request) {
    const std::string token = request.query_value("token").value_or("");
    const auto preview = services.invitations.look_at(token, request.received);
    return show(context, services, request, http::Status::Ok,
                {.frame = {},
                 .token = token,
                 .display_name = preview ? preview->invitation.display_name : std::string{}});
}

http::Response post_invitation(const Context& context, const Services& services,
                               const http::Request& request) {
    const auto form = InvitationForm::parse(request, services.duties.fields());
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const bool known_zone = text::is_time_zone(form->time_zone);
    const auto user =
        services.invitations.accept({.token = form->token.reveal(),
                                     .display_name = form->display_name,
                                     .password = form->password.reveal(),
                                     .time_zone = known_zone ? form->time_zone : std::string_view{},
                                     .accepted_terms = form->terms,
                                     .profile = form->profile},
                                    context.client_of(request), request.received);
    if (!user)
        return refuse(context, services, request,
                      {.frame = {},
                       .token = std::string{form->token.reveal()},
                       .display_name = form->display_name,
                       .new_password = {.missing = form->password.empty()}},
                      {form->terms, form->profile}, user.error());
    return context.redirect_to("/login?registered=1")
        .with(context.cookies.address(user->email.text()));
}

http::Response stale_invitation(const Context& context, const Services& services,
                                const http::Request& request) {
    const auto form = InvitationForm::parse(request, services.duties.fields());
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    return show(context, services, request, http::Status::Forbidden,
                {.frame = {},
                 .token = std::string{form->token.reveal()},
                 .display_name = form->display_name,
                 .stale = true},
                {form->terms, form->profile});
}

http::Response post_accept(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor) {
    const auto form = AcceptForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const auto accepted =
        services.invitations.accept_as(visitor.user, form->token.reveal(),
                                       context.client_of(request, &visitor.user), request.received);
    if (!accepted) {
        if (accepted.error().why != AcceptRefusal::Why::NotYours) return gone(context, request);
        return show(context, services, request, http::Status::Forbidden,
                    {.frame = {}, .token = std::string{form->token.reveal()}});
    }
    return context.redirect_to("/invitation/accepted");
}

http::Response get_accepted(const Context& context, const http::Request& request) {
    return context.pages.draw(http::Status::Ok, InvitationAcceptedView{context.frame(request)});
}

}  // namespace postern::portal::invitation
