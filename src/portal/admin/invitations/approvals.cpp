// /admin/approvals: registrations that wait for approval.
#include <cstdlib>
#include <utility>

#include "portal/admin/invitations/forms.hpp"
#include "portal/admin/invitations/handlers.hpp"
#include "portal/admin/invitations/views.hpp"
#include "postern/model/one_line.hpp"
#include "postern/service/account/approval_service.hpp"
#include "postern/service/account/registration_service.hpp"
#include "postern/service/account/user_service.hpp"
#include "postern/service/admin/user_directory.hpp"

namespace postern::portal::admin::invitations {

namespace {

constexpr std::size_t kPageSize = 50;
constexpr std::size_t kMaxReasonCodePoints = 200;
constexpr const char* kPath = "/admin/approvals";

AdminFrame frame_of(const Context& context, const Services& services, const http::Request& request,
                    const SessionWithUser& visitor, std::string command) {
    auto frame = admin_frame(context, services, request, visitor, AdminPage::Approvals);
    frame.command = std::move(command);
    return frame;
}

http::Response not_found(const Context& context, const http::Request& request) {
    return context.error_page(http::PipelineError::NotFound, request);
}

/// Somebody who waits; nobody else can be looked up here.
std::optional<User> waiting(const Services& services, const std::optional<PublicId>& id) {
    auto user = id ? services.users.find(id->text()) : std::nullopt;
    return user && user->waiting_since ? std::move(user) : std::nullopt;
}

DeclineView view_of(const Context& context, const Services& services, const http::Request& request,
                    const SessionWithUser& visitor, const User& user, const DeclineForm& form) {
    return {.frame = frame_of(context, services, request, visitor,
                              "postern user decline " + user.email.text()),
            .id = user.public_id.text(),
            .email = user.email.text(),
            .name = user.display_name.text(),
            .message = form.message,
            .reason = form.reason};
}

/// Nothing: it was done by somebody else meanwhile.
bool is_gone(service::ApprovalError error) {
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case service::ApprovalError::NoSuchUser:
        case service::ApprovalError::NotWaiting:
            return true;
        case service::ApprovalError::BadMessage:
            return false;
    }
    std::abort();  // a value outside the enum is a bug
}

ApprovalsView list_view(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor) {
    ApprovalsView view{
        .frame = frame_of(context, services, request, visitor, "postern user waiting"),
        .is_on = services.registration.needs_approval()};
    const auto part = services.directory.list({.state = store::UserState::Waiting},
                                              request.query_value("after").value_or(""), kPageSize,
                                              request.received);
    for (const auto& [user, state, second_factor, last_sign_in_at, groups] : part.items)
        view.waiting.push_back({.id = user.public_id.text(),
                                .email = user.email.text(),
                                .name = user.display_name.text(),
                                .confirmed = user.email_verified_at.has_value(),
                                .since = moment_on(context, view.frame,
                                                   user.waiting_since.value_or(user.created_at))});
    view.damaged = part.damaged;
    view.frame.restarted = part.restarted;
    view.pager = pager_of(context, request, part.next, part.restarted);
    return view;
}

}  // namespace

http::Response get_approvals(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor) {
    return context.pages.draw(http::Status::Ok, list_view(context, services, request, visitor));
}

http::Response post_approve(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    const auto form = OneForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const auto user = waiting(services, form->id);
    if (!user) return not_found(context, request);
    if (!service::may_act_on(services.grants, visitor.user.id, user->id, request.received)) {
        auto view = list_view(context, services, request, visitor);
        view.more_than_you_have = true;
        return context.pages.draw(http::Status::Forbidden, view);
    }
    if (!services.approvals.approve(user->public_id.text(), actor_of(request, visitor),
                                    request.received))
        return not_found(context, request);
    return context.redirect_to(with_done(kPath, "approved"));
}

http::Response get_decline(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor) {
    const auto user = waiting(services, PublicId::parse(in_path(request, "id")));
    if (!user) return not_found(context, request);
    return context.pages.draw(http::Status::Ok,
                              view_of(context, services, request, visitor, *user, {}));
}

http::Response post_decline(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    const auto form = DeclineForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const auto user = waiting(services, PublicId::parse(in_path(request, "id")));
    if (!user) return not_found(context, request);
    auto view = view_of(context, services, request, visitor, *user, *form);
    view.not_sure = !form->sure;
    view.bad_reason =
        !form->reason.empty() && !one_line(form->reason, kMaxReasonCodePoints).has_value();
    view.more_than_you_have =
        !service::may_act_on(services.grants, visitor.user.id, user->id, request.received);
    if (!view.not_sure && !view.bad_reason && !view.more_than_you_have) {
        auto actor = actor_of(request, visitor);
        actor.reason = form->reason;
        const auto done = services.approvals.decline(user->public_id.text(), form->message, actor,
                                                     request.received);
        if (done) return context.redirect_to(with_done(kPath, "declined"));
        if (is_gone(done.error())) return not_found(context, request);
        view.bad_message = true;
    }
    return context.pages.draw(http::Status::UnprocessableContent, view);
}

}  // namespace postern::portal::admin::invitations
