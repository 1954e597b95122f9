// /api/v1/admin/invitations.
#include <cstdlib>
#include <utility>

#include "api/admin/guard/part.hpp"
#include "api/admin/guard/refusals.hpp"
#include "api/admin/invitations/operations.hpp"
#include "api/admin/invitations/requests.hpp"
#include "api/body/answers.hpp"
#include "api/body/page_request.hpp"
#include "postern/http/problem.hpp"
#include "postern/service/account/invitation_service.hpp"

namespace postern::api::admin::invitations {

namespace {

using http::Status;
using json::Json;

Json time_or_null(const std::optional<TimePoint>& time) {
    return time ? Json{to_rfc3339(*time)} : Json{};
}

Json text_or_null(const std::string& text) { return text.empty() ? Json{} : Json{text}; }

Json to_json(const Invitation& invitation, TimePoint now) {
    return Json::Object{
        {"id", invitation.id.text()},
        {"email", invitation.email.text()},
        {"display_name", text_or_null(invitation.display_name)},
        {"language", text_or_null(invitation.language)},
        {"groups", Json::Array{invitation.groups.begin(), invitation.groups.end()}},
        {"roles", Json::Array{invitation.roles.begin(), invitation.roles.end()}},
        {"state", to_text(invitation.state(now))},
        {"invited_by", invitation.invited_by},
        {"created_at", to_rfc3339(invitation.created_at)},
        {"expires_at", to_rfc3339(invitation.expires_at)},
        {"used_at", time_or_null(invitation.used_at)},
        {"used_by", invitation.used_by ? Json{invitation.used_by->text()} : Json{}}};
}

/// `group staff, role editor`
std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text.append(text.empty() ? "" : ", ").append(name);
    return text;
}

http::Response no_mail(const http::Request& request) {
    return http::problem(Status::Forbidden, "no_mail",
                         "This server sends no e-mail, so nobody would get the link.", {},
                         request.request_id);
}

http::Response refuse(const service::InviteRefusal& refusal, const http::Request& request) {
    std::vector<http::FieldProblem> problems;
    for (const auto error : refusal.errors) {
        using enum service::InviteError;
        switch (error) {  // no default: a new outcome must not compile until it has an answer
            case NoMail:
                return no_mail(request);
            case NotAllowed:
                return more_than_you_have(request);
            case NothingToGive:
                return conflict("email_taken",
                                "A user has this address. Invite them to a group or a role, or "
                                "change them.",
                                request);
            case AlreadyInvited:
                return conflict("already_invited",
                                "This address has an open invitation. Send that again, or "
                                "withdraw it.",
                                request);
            case BadEmail:
                problems.push_back({"email", "invalid", "This is not a valid e-mail address."});
                break;
            case BadDisplayName:
                problems.push_back(
                    {"display_name", "invalid",
                     "Use 1 to 100 characters on one line, without control characters."});
                break;
            case BadLanguage:
                problems.push_back(
                    {"language", "invalid", "This server has no e-mails in this language."});
                break;
            case NoSuchGroup:
                problems.push_back(
                    {"groups", "unknown", "There is no " + joined(refusal.names) + "."});
                break;
            case NoSuchRole:
                problems.push_back(
                    {"roles", "unknown", "There is no " + joined(refusal.names) + "."});
                break;
            case TooMany:
                problems.push_back({"groups", "too_many", "Give at most 16 groups and 16 roles."});
                break;
        }
    }
    return api::refuse(validation_failed(std::move(problems)), request);
}

std::optional<Invitation> in_path_of(const Services& services, const http::Request& request) {
    const auto id = PublicId::parse(in_path(request, "id"));
    return id ? services.invitations.find(*id) : std::nullopt;
}

http::Response used(const http::Request& request) {
    return conflict("invitation_used", "This invitation was used. Nothing was changed.", request);
}

}  // namespace

http::Response get_invitations(const Context&, const Services& services,
                               const http::Request& request, const SessionWithUser&) {
    const auto wanted = InvitationListQuery::parse(request);
    if (!wanted) return api::refuse(wanted.error(), request);
    const auto part = services.invitations.list(wanted->cursor, wanted->limit);
    if (part.restarted) return refuse_cursor(request);
    Json::Array items;
    for (const auto& invitation : part.items)
        items.push_back(to_json(invitation, request.received));
    return answer_part("invitations", std::move(items), part.damaged, part.next);
}

http::Response post_invitation(const Context&, const Services& services,
                               const http::Request& request, const SessionWithUser& caller) {
    const auto body = InvitationRequest::parse(request);
    if (!body) return api::refuse(body.error(), request);
    const auto invited = services.invitations.invite({.email = body->email,
                                                      .display_name = body->display_name,
                                                      .language = body->language,
                                                      .groups = body->groups,
                                                      .roles = body->roles},
                                                     actor_of(request, caller), request.received);
    if (!invited) return refuse(invited.error(), request);
    return answer(Status::Created, to_json(*invited, request.received));
}

http::Response get_invitation(const Context&, const Services& services,
                              const http::Request& request, const SessionWithUser&) {
    const auto invitation = in_path_of(services, request);
    return invitation ? answer(Status::Ok, to_json(*invitation, request.received))
                      : no_such("invitation", request);
}

http::Response delete_invitation(const Context&, const Services& services,
                                 const http::Request& request, const SessionWithUser& caller) {
    const auto invitation = in_path_of(services, request);
    if (!invitation) return no_such("invitation", request);
    return services.invitations.withdraw(invitation->id, actor_of(request, caller),
                                         request.received)
               ? http::Response{Status::NoContent}
               : used(request);
}

http::Response post_resend(const Context&, const Services& services, const http::Request& request,
                           const SessionWithUser& caller) {
    const auto invitation = in_path_of(services, request);
    if (!invitation) return no_such("invitation", request);
    if (!services.invitations.can_send()) return no_mail(request);
    switch (
        services.invitations.resend(invitation->id, actor_of(request, caller), request.received)) {
        case service::ResendOutcome::Sent:
            return http::Response{Status::NoContent};
        case service::ResendOutcome::Gone:
            return used(request);
        case service::ResendOutcome::NotAllowed:
            return more_than_you_have(request);
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern::api::admin::invitations
