// GET /api/v1/authorize.
#include "api/access/operations.hpp"
#include "api/body/answers.hpp"
#include "postern/http/problem.hpp"
#include "postern/model/group.hpp"
#include "postern/service/access/decision_service.hpp"

namespace postern::api::access {

namespace {

http::FieldProblem bad_resource() {
    return {"resource", "invalid",
            "Use 1 to 100 characters of a-z, 0-9, '.', '_', '-' and '/', such as wiki/pages."};
}

http::FieldProblem bad_action() {
    return {"action", "invalid", "Use 1 to 63 characters of a-z, 0-9, '.', '_' and '-'."};
}

bool has_wildcard(std::string_view text) { return text.find('*') != std::string_view::npos; }

}  // namespace

http::Response get_authorize(const Context&, const Services& services, const http::Request& request,
                             const SessionWithUser& caller) {
    const auto resource = request.query_value("resource").value_or("");
    const auto action = request.query_value("action").value_or("");
    std::vector<http::FieldProblem> problems;
    if (!is_resource(resource) || has_wildcard(resource)) problems.push_back(bad_resource());
    if (!is_action(action) || has_wildcard(action)) problems.push_back(bad_action());
    if (!problems.empty())
        return http::problem(http::Status::BadRequest, "invalid_request",
                             "Name one resource and one action; errors says what is wrong.",
                             problems, request.request_id);

    const auto permitted = services.grants.may(caller.user.id, resource, action, request.received);
    return answer(
        http::Status::Ok,
        json::Json::Object{
            {"allowed", permitted.allowed},
            {"reason", service::to_text(service::to_reason(permitted.reason))},
            {"until", permitted.until ? json::Json{to_rfc3339(*permitted.until)} : json::Json{}}});
}

}  // namespace postern::api::access
