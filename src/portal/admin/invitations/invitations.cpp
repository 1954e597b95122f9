// /admin/invitations: who was invited, and to what.
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "portal/admin/frame/command_text.hpp"
#include "portal/admin/invitations/forms.hpp"
#include "portal/admin/invitations/handlers.hpp"
#include "portal/admin/invitations/views.hpp"
#include "postern/service/account/invitation_service.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal::admin::invitations {

namespace {

constexpr std::size_t kPageSize = 50;
constexpr const char* kPath = "/admin/invitations";

AdminFrame frame_of(const Context& context, const Services& services, const http::Request& request,
                    const SessionWithUser& visitor, std::string command) {
    auto frame = admin_frame(context, services, request, visitor, AdminPage::Invitations);
    frame.command = std::move(command);
    return frame;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) all.append(all.empty() ? "" : ", ").append(text);
    return all;
}

InvitationRow row_of(const Context& context, const AdminFrame& frame, const Invitation& invitation,
                     Actors& actors, TimePoint now) {
    std::vector<std::string> gifts = invitation.groups;
    gifts.insert(gifts.end(), invitation.roles.begin(), invitation.roles.end());
    return {.id = invitation.id.text(),
            .email = invitation.email.text(),
            .gifts = joined(gifts),
            .state = invitation.state(now),
            .by = actors.of(invitation.invited_by),
            .created = moment_on(context, frame, invitation.created_at),
            .ends = moment_on(context, frame, invitation.used_at.value_or(invitation.expires_at))};
}

InviteView invite_view(const Context& context, const Services& services,
                       const http::Request& request, const SessionWithUser& visitor,
                       const InviteForm& form) {
    InviteView view{.frame = frame_of(context, services, request, visitor,
                                      with_option("postern invite add", "--group", form.groups)),
                    .mail_enabled = services.invitations.can_send(),
                    .email = form.email,
                    .display_name = form.display_name,
                    .groups = form.groups,
                    .roles = form.roles};
    const auto& words = context.pages.words();
    view.lifetime =
        text::duration_text(words, view.frame.language, services.invitations.lifetime());
    for (const auto& code : words.languages())
        view.languages.push_back({code, words.text(code, "language.name"), code == form.language});
    return view;
}

InviteProblems problems_of(const service::InviteRefusal& refusal) {
    InviteProblems problems{.names = joined(refusal.names)};
    for (const auto error : refusal.errors) {
        using enum service::InviteError;
        switch (error) {  // no default: a new outcome must not compile until it has an answer
            case BadEmail:
                problems.bad_email = true;
                break;
            case BadDisplayName:
                problems.bad_display_name = true;
                break;
            case NoSuchGroup:
                problems.no_such_group = true;
                break;
            case NoSuchRole:
                problems.no_such_role = true;
                break;
            case NotAllowed:
                problems.not_allowed = true;
                break;
            case TooMany:
                problems.too_many = true;
                break;
            case NothingToGive:
                problems.nothing_to_give = true;
                break;
            case AlreadyInvited:
                problems.already_invited = true;
                break;
            case NoMail:  // the form is not there, and offers no other languages
            case BadLanguage:
                break;
        }
    }
    return problems;
}

/// The invitation of the path, while it can be withdrawn.
std::optional<Invitation> in_path_of(const Services& services, const http::Request& request) {
    const auto id = PublicId::parse(in_path(request, "id"));
    auto found = id ? services.invitations.find(*id) : std::nullopt;
    return found && !found->used_at ? std::move(found) : std::nullopt;
}

http::Response not_found(const Context& context, const http::Request& request) {
    return context.error_page(http::PipelineError::NotFound, request);
}

InvitationsView list_view(const Context& context, const Services& services,
                          const http::Request& request, const SessionWithUser& visitor) {
    InvitationsView view{
        .frame = frame_of(context, services, request, visitor, "postern invite list"),
        .mail_enabled = services.invitations.can_send()};
    const auto part =
        services.invitations.list(request.query_value("after").value_or(""), kPageSize);
    Actors actors{services.users};
    for (const auto& invitation : part.items)
        view.invitations.push_back(
            row_of(context, view.frame, invitation, actors, request.received));
    view.damaged = part.damaged;
    view.frame.restarted = part.restarted;
    view.pager = pager_of(context, request, part.next, part.restarted);
    return view;
}

}  // namespace

http::Response get_invitations(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor) {
    return context.pages.draw(http::Status::Ok, list_view(context, services, request, visitor));
}

http::Response post_resend(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor) {
    const auto form = OneForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    if (!form->id) return not_found(context, request);
    switch (services.invitations.resend(*form->id, actor_of(request, visitor), request.received)) {
        case service::ResendOutcome::Sent:
            return context.redirect_to(with_done(kPath, "invitation_resent"));
        case service::ResendOutcome::Gone:
            return not_found(context, request);
        case service::ResendOutcome::NotAllowed:
            break;
    }
    auto view = list_view(context, services, request, visitor);
    view.not_allowed = true;
    return context.pages.draw(http::Status::Forbidden, view);
}

http::Response get_invite(const Context& context, const Services& services,
                          const http::Request& request, const SessionWithUser& visitor) {
    return context.pages.draw(http::Status::Ok,
                              invite_view(context, services, request, visitor, {}));
}

http::Response post_invite(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor) {
    const auto form = InviteForm::parse(request);
    const bool known =
        form && (form->language.empty() || context.pages.words().has(form->language));
    if (!known || !services.invitations.can_send())
        return context.error_page(http::PipelineError::BadRequest, request);
    const auto invited = services.invitations.invite({.email = form->email,
                                                      .display_name = form->display_name,
                                                      .language = form->language,
                                                      .groups = words_of(form->groups),
                                                      .roles = words_of(form->roles)},
                                                     actor_of(request, visitor), request.received);
    if (invited) return context.redirect_to(with_done(kPath, "invited"));
    auto view = invite_view(context, services, request, visitor, *form);
    view.problems = problems_of(invited.error());
    return context.pages.draw(http::Status::UnprocessableContent, view);
}

http::Response get_withdraw(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    const auto invitation = in_path_of(services, request);
    if (!invitation) return not_found(context, request);
    const WithdrawView view{.frame = frame_of(context, services, request, visitor,
                                              "postern invite remove " + invitation->id.text()),
                            .id = invitation->id.text(),
                            .email = invitation->email.text()};
    return context.pages.draw(http::Status::Ok, view);
}

http::Response post_withdraw(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor) {
    const auto invitation = in_path_of(services, request);
    if (!invitation || !services.invitations.withdraw(invitation->id, actor_of(request, visitor),
                                                      request.received))
        return not_found(context, request);
    return context.redirect_to(with_done(kPath, "invitation_withdrawn"));
}

}  // namespace postern::portal::admin::invitations
