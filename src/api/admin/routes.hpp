/// admin: groups, permissions, roles, grants and rules, for administrators who are signed in.
#pragma once

#include <vector>

#include "api/body/context.hpp"
#include "postern/http/router.hpp"

namespace postern::service {
class GrantService;
class GroupService;
class RulesService;
class StepUpService;
class UserService;
}  // namespace postern::service

namespace postern::api::admin {

/// What these operations act through.
struct Services {
    const service::GroupService& groups;
    const service::GrantService& grants;
    const service::RulesService& rules;
    const service::UserService& users;
    const service::StepUpService& step_up;
};

std::vector<http::Route> routes(const Context& context, const Services& services);

}  // namespace postern::api::admin
