/// access: what the caller may do, and decisions about others for applications (AuthZEN 1.0).
#pragma once

#include <string>
#include <vector>

#include "api/body/context.hpp"
#include "postern/http/router.hpp"

namespace postern::service {
class DecisionService;
class GrantService;
}  // namespace postern::service

namespace postern::api::access {

/// What these operations act through.
struct Services {
    const service::GrantService& grants;
    const service::DecisionService& decisions;
};

/// `public_url`: without a slash at its end.
std::vector<http::Route> routes(const Context& context, const Services& services,
                                const std::string& public_url);

}  // namespace postern::api::access
