#include "api/admin/guard/refusals.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "api/body/answers.hpp"
#include "api/body/members.hpp"
#include "postern/http/problem.hpp"

namespace postern::api::admin {

namespace {

using http::Status;

http::Response bad_name(const http::Request& request) {
    return refuse_field("name", "invalid",
                        "Use 1 to 63 characters of a-z, 0-9, '.', '_' and '-', with a letter or a "
                        "digit in front.",
                        request);
}

http::Response bad_description(const http::Request& request) {
    return refuse_field("description", "invalid",
                        "Use one line of at most 200 characters, without control characters.",
                        request);
}

http::Response bad_expiry(const http::Request& request) {
    return refuse_field("expires_at", "out_of_range", "This must be a time in the future.",
                        request);
}

http::Response name_taken(const http::Request& request) {
    return conflict("name_taken",
                    "There is one of this name, or another permission for this resource and "
                    "action.",
                    request);
}

json::Json to_json(const service::RulesProblem& problem) {
    return json::Json::Object{
        {"site", problem.site.empty() ? json::Json{} : json::Json{problem.site}},
        {"rule", problem.rule < 0 ? json::Json{} : json::Json{problem.rule + 1}},
        {"detail", problem.what}};
}

bool has(const std::vector<service::RulesProblem>& problems, service::RulesProblem::Kind kind) {
    return std::ranges::any_of(problems,
                               [kind](const auto& problem) { return problem.kind == kind; });
}

}  // namespace

http::Response forbidden(const http::Request& request) {
    return http::problem(Status::Forbidden, "forbidden",
                         "You do not have the permission to administer this.", {},
                         request.request_id);
}

http::Response more_than_you_have(const http::Request& request) {
    return http::problem(Status::Forbidden, "more_than_you_have",
                         "This gives or takes a permission that you do not have yourself, or not "
                         "for as long. Somebody who has it can do this.",
                         {}, request.request_id);
}

http::Response more_than_caller(const http::Request& request) {
    return http::problem(Status::Forbidden, "more_than_you_have",
                         "This user may administer what you may not. Somebody who may do as much "
                         "can do this.",
                         {}, request.request_id);
}

http::Response no_such(std::string_view what, const http::Request& request) {
    return http::problem(Status::NotFound, "not_found",
                         std::string{"There is no such "}.append(what).append("."), {},
                         request.request_id);
}

http::Response unknown(std::string_view field, const http::Request& request) {
    return refuse_field(field, "unknown", "There is none of this name or id.", request);
}

http::Response conflict(std::string_view code, std::string_view detail,
                        const http::Request& request) {
    return http::problem(Status::Conflict, code, detail, {}, request.request_id);
}

http::Response refuse_field(std::string_view field, std::string_view code, std::string_view detail,
                            const http::Request& request) {
    return refuse(validation_failed({{std::string{field}, std::string{code}, std::string{detail}}}),
                  request);
}

http::Response in_use(const http::Request& request) {
    return conflict("in_use",
                    "Rules of a site, a role or a grant name it. Change those first, then retry.",
                    request);
}

http::Response last_administrator(const http::Request& request) {
    return conflict(
        "last_administrator",
        "Nobody would be left to administer this server. Give somebody else the role admin "
        "for good first.",
        request);
}

http::Response refuse(service::GroupError error, const http::Request& request) {
    using enum service::GroupError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case BadName:
            return bad_name(request);
        case BadDescription:
            return bad_description(request);
        case BadExpiry:
            return bad_expiry(request);
        case NoSuchGroup:
            return no_such("group", request);
        case NoSuchUser:
            return no_such("user", request);
        case NotMember:
            return no_such("member of this group", request);
        case NameTaken:
            return name_taken(request);
        case NamedByRule:
            return in_use(request);
        case TooMany:
            return conflict("too_many_groups", "A user cannot be in more than 200 groups.",
                            request);
        case LastAdministrator:
            return last_administrator(request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(service::GrantError error, const http::Request& request) {
    using enum service::GrantError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case BadName:
            return bad_name(request);
        case BadDescription:
            return bad_description(request);
        case BadResource:
            return refuse_field("resource", "invalid",
                                "Use 1 to 100 characters of a-z, 0-9, '.', '_', '-' and '/', such "
                                "as wiki/pages; /* at the end, or * alone, covers more.",
                                request);
        case BadAction:
            return refuse_field("action", "invalid",
                                "Use 1 to 63 characters of a-z, 0-9, '.', '_' and '-', or * alone.",
                                request);
        case BadExpiry:
            return bad_expiry(request);
        case NoSuchRole:
            return unknown("role", request);
        case NoSuchPermission:
            return unknown("permission", request);
        case NoSuchGroup:
            return unknown("group", request);
        case NoSuchUser:
            return unknown("user", request);
        case NoSuchGrant:
            return no_such("grant with this id", request);
        case NameTaken:
            return name_taken(request);
        case InUse:
            return in_use(request);
        case ChangedMeanwhile:
            return changed_meanwhile(request);
        case BuiltIn:
            return conflict("built_in",
                            "This server itself needs the role admin and its permission.", request);
        case TooMany:
            return conflict("too_many_roles",
                            "A user cannot have more than 200 roles, those of their groups "
                            "included.",
                            request);
        case LastAdministrator:
            return last_administrator(request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const std::vector<service::RulesProblem>& problems,
                      const http::Request& request) {
    using enum service::RulesProblem::Kind;
    if (has(problems, NoSuchSite)) return no_such("site", request);
    if (has(problems, ChangedMeanwhile)) return changed_meanwhile(request);
    json::Json::Array list;
    for (const auto& problem : problems) list.push_back(to_json(problem));
    return http::problem_with({{"problems", std::move(list)}}, Status::UnprocessableContent,
                              "rules_refused",
                              "These rules cannot be used; problems says why. Nothing was changed.",
                              {}, request.request_id);
}

}  // namespace postern::api::admin
