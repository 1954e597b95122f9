// GET /api/v1/admin/sites/{name}/explain.
#include <optional>
#include <utility>

#include "api/admin/guard/refusals.hpp"
#include "api/admin/sites/operations.hpp"
#include "api/body/answers.hpp"
#include "api/body/members.hpp"
#include "api/body/query.hpp"
#include "postern/base/bytes.hpp"
#include "postern/model/network.hpp"
#include "postern/service/access/trial_json.hpp"
#include "postern/service/account/user_service.hpp"

namespace postern::api::admin::sites {

namespace {

using Problems = std::vector<http::FieldProblem>;
using Trial = service::RulesService::Trial;

std::string path_of(const http::Request& request, Problems& problems) {
    auto path = query_text(request, "path", problems);
    if (!path && problems.empty())
        problems.push_back({"path", "required", "Name a path, such as /admin/."});
    return std::move(path).value_or("");
}

std::string address_of(const http::Request& request, Problems& problems) {
    auto address = query_text(request, "from", problems);
    if (address && !is_address(*address))
        problems.push_back({"from", "invalid", "Use an address, such as 192.0.2.7."});
    return std::move(address).value_or("");
}

Level level_of(const http::Request& request, Problems& problems) {
    const auto text = query_text(request, "level", problems);
    if (!text) return Level::One;
    const auto number = to_number(*text);
    const auto level = number ? to_level(*number) : std::nullopt;
    if (!level) problems.push_back({"level", "out_of_range", "Use 1, 2 or 3."});
    return level.value_or(Level::One);
}

std::optional<User> user_of(const Services& services, const http::Request& request,
                            Problems& problems) {
    const auto named = query_text(request, "user", problems);
    if (!named) return std::nullopt;
    auto user = services.users.find(*named);
    if (!user) problems.push_back({"user", "unknown", "There is no user with this id or address."});
    return user;
}

Result<Trial, RequestError> parse_trial(const Services& services, const http::Request& request) {
    Problems problems;
    Trial trial{.site = in_path(request, "name"),
                .path = path_of(request, problems),
                .method = query_text(request, "method", problems).value_or("GET"),
                .address = address_of(request, problems)};
    const auto level = level_of(request, problems);
    trial.user = user_of(services, request, problems);
    if (trial.user) trial.assurance = Assurance{level, request.received};
    if (!problems.empty()) return fail(validation_failed(std::move(problems)));
    return trial;
}

}  // namespace

http::Response get_explain(const Context&, const Services& services, const http::Request& request,
                           const SessionWithUser& caller) {
    const auto trial = parse_trial(services, request);
    if (!trial) return refuse(trial.error(), request);
    const auto trialled = services.rules.explain(*trial, request.received);
    if (!trialled) return no_such("site", request);
    // Who may read the rules of one site does not thereby look up other people.
    const bool sees_users =
        service::may_administer(services.grants, caller.user.id, service::AdminArea::Users,
                                service::AdminAction::Read, request.received);
    const auto typed = sees_users ? std::nullopt : request.query_value("user");
    return answer(http::Status::Ok, service::to_json(*trial, *trialled, request.received, typed));
}

}  // namespace postern::api::admin::sites
