// /api/v1/admin/sessions, and the sessions of one user.
#include "api/admin/guard/part.hpp"
#include "api/admin/guard/refusals.hpp"
#include "api/admin/users/operations.hpp"
#include "api/admin/users/refusals.hpp"
#include "api/admin/users/requests.hpp"
#include "api/admin/users/to_json.hpp"
#include "api/body/answers.hpp"
#include "api/body/page_request.hpp"
#include "postern/service/admin/session_directory.hpp"

namespace postern::api::admin::users {

namespace {

using http::Status;

http::Response answer_sessions(const Services& services, const store::SessionQuery& query,
                               const PartQuery& wanted, const http::Request& request,
                               const SessionWithUser& caller) {
    const auto part = services.sessions.list(query, wanted.cursor, wanted.limit, request.received);
    if (part.restarted) return refuse_cursor(request);
    json::Json::Array list;
    for (const auto& found : part.items) list.push_back(to_json(found, caller.session.public_id));
    return answer_part("sessions", std::move(list), part.damaged, part.next);
}

}  // namespace

http::Response get_user_sessions(const Context&, const Services& services,
                                 const http::Request& request, const SessionWithUser& caller) {
    const auto wanted = parse_part(request);
    if (!wanted) return refuse(wanted.error(), request);
    const auto user = user_in_path(services, request);
    if (!user) return no_such_user(request);
    return answer_sessions(services, {.user = user->public_id}, *wanted, request, caller);
}

http::Response delete_user_sessions(const Context&, const Services& services,
                                    const http::Request& request, const SessionWithUser& caller) {
    const auto user = user_in_path(services, request);
    if (!user) return no_such_user(request);
    if (!service::may_act_on(services.grants, caller.user.id, user->id, request.received))
        return more_than_caller(request);
    const auto ended =
        services.sessions.end_all_of(*user, actor_of(request, caller), request.received);
    return answer(Status::Ok, json::Json::Object{{"ended", ended}});
}

http::Response get_sessions(const Context&, const Services& services, const http::Request& request,
                            const SessionWithUser& caller) {
    const auto wanted = SessionListQuery::parse(request);
    if (!wanted) return refuse(wanted.error(), request);
    return answer_sessions(services, wanted->query, wanted->part, request, caller);
}

http::Response delete_session(const Context&, const Services& services,
                              const http::Request& request, const SessionWithUser& caller) {
    const auto id = PublicId::parse(in_path(request, "id"));
    return id && services.sessions.end(*id, actor_of(request, caller), request.received)
               ? http::Response{Status::NoContent}
               : no_such("session", request);
}

}  // namespace postern::api::admin::users
