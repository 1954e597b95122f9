/// refusals: one problem document for each way in which administrators are refused.
#pragma once

#include <string_view>
#include <vector>

#include "postern/http/request.hpp"
#include "postern/http/response.hpp"
#include "postern/service/access/grant_service.hpp"
#include "postern/service/access/group_service.hpp"
#include "postern/service/access/rules_service.hpp"

namespace postern::api::admin {

/// 403 `forbidden`: the caller does not have the permission. The same whatever there is.
http::Response forbidden(const http::Request& request);

/// 403 `more_than_you_have`.
http::Response more_than_you_have(const http::Request& request);

/// 403 `more_than_you_have`: the user may administer what the caller may not.
http::Response more_than_caller(const http::Request& request);

/// 404 `not_found`. `what`: `group`, `role`, ...
http::Response no_such(std::string_view what, const http::Request& request);

/// 422 `validation_failed`: this member, or field of the query, names what there is not.
http::Response unknown(std::string_view field, const http::Request& request);

/// 422 `validation_failed` for this member alone.
http::Response refuse_field(std::string_view field, std::string_view code, std::string_view detail,
                            const http::Request& request);

/// 409 with this code.
http::Response conflict(std::string_view code, std::string_view detail,
                        const http::Request& request);

/// 409 `in_use`.
http::Response in_use(const http::Request& request);

/// 409 `last_administrator`.
http::Response last_administrator(const http::Request& request);

http::Response refuse(service::GroupError error, const http::Request& request);

/// What the error does not find was named in the body; where it was named in the path, the
/// operation itself says so.
http::Response refuse(service::GrantError error, const http::Request& request);

/// 404 where the site itself is not there, 409 `changed_meanwhile`, or 422 `rules_refused` with all
/// `problems`.
http::Response refuse(const std::vector<service::RulesProblem>& problems,
                      const http::Request& request);

}  // namespace postern::api::admin
