// /api/v1/admin/users/{id}/approve and /decline.
#include <cstdlib>
#include <utility>

#include "api/admin/guard/refusals.hpp"
#include "api/admin/invitations/operations.hpp"
#include "api/admin/invitations/requests.hpp"
#include "api/body/answers.hpp"
#include "postern/service/account/approval_service.hpp"

namespace postern::api::admin::invitations {

namespace {

using http::Status;

http::Response refuse(service::ApprovalError error, const http::Request& request) {
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case service::ApprovalError::NoSuchUser:
            return no_such("user", request);
        case service::ApprovalError::NotWaiting:
            return conflict("not_waiting", "This user does not wait for approval.", request);
        case service::ApprovalError::BadMessage:
            return refuse_field("message", "invalid", "Use at most 500 characters.", request);
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

http::Response post_approve(const Context&, const Services& services, const http::Request& request,
                            const SessionWithUser& caller) {
    const auto user = user_in_path(services, request);
    if (!user) return no_such("user", request);
    if (!service::may_act_on(services.grants, caller.user.id, user->id, request.received))
        return more_than_caller(request);
    const auto done = services.approvals.approve(user->public_id.text(), actor_of(request, caller),
                                                 request.received);
    return done ? http::Response{Status::NoContent} : refuse(done.error(), request);
}

http::Response post_decline(const Context&, const Services& services, const http::Request& request,
                            const SessionWithUser& caller) {
    const auto body = DeclineRequest::parse(request);
    if (!body) return api::refuse(body.error(), request);
    const auto user = user_in_path(services, request);
    if (!user) return no_such("user", request);
    if (!service::may_act_on(services.grants, caller.user.id, user->id, request.received))
        return more_than_caller(request);
    auto actor = actor_of(request, caller);
    actor.reason = body->reason;
    const auto done =
        services.approvals.decline(user->public_id.text(), body->message, actor, request.received);
    return done ? http::Response{Status::NoContent} : refuse(done.error(), request);
}

}  // namespace postern::api::admin::invitations
