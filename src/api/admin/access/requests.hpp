/// requests: what the operations of administrators take, read strictly.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/body/members.hpp"
#include "api/body/page.hpp"
#include "postern/model/group.hpp"

namespace postern::api::admin::access {

/// POST /api/v1/admin/groups.
struct NewGroup {
    std::string name;         ///< as sent, not empty
    std::string description;  ///< empty: none

    static Result<NewGroup, RequestError> parse(const http::Request& request);
};

/// PATCH /api/v1/admin/groups/{name}.
struct GroupPatch {
    std::optional<std::string> description;  ///< empty: none; nothing: as it is

    static Result<GroupPatch, RequestError> parse(const http::Request& request);
};

/// PUT /api/v1/admin/groups/{name}/members/{id}; an empty body is one without members.
struct NewMembership {
    std::optional<TimePoint> expires_at{};  ///< nothing: for good

    static Result<NewMembership, RequestError> parse(const http::Request& request);
};

/// POST /api/v1/admin/permissions: as sent.
Result<Permission, RequestError> parse_permission(const http::Request& request);

/// POST /api/v1/admin/roles.
struct NewRole {
    std::string name;         ///< as sent, not empty
    std::string description;  ///< empty: none
    std::vector<std::string> permissions;

    static Result<NewRole, RequestError> parse(const http::Request& request);
};

/// PATCH /api/v1/admin/roles/{name}. What is not there stays as it is.
struct RolePatch {
    std::optional<std::string> description;  ///< empty: none
    std::optional<std::vector<std::string>> permissions;
    std::optional<std::vector<std::string>> seen;  ///< permissions; nothing: as they are now

    static Result<RolePatch, RequestError> parse(const http::Request& request);
};

/// POST /api/v1/admin/grants.
struct NewGrant {
    GrantHolder holder;  ///< a user's is a public id
    Granted what;
    std::optional<TimePoint> expires_at;  ///< nothing: for good

    static Result<NewGrant, RequestError> parse(const http::Request& request);
};

/// GET /api/v1/admin/grants.
struct GrantQuery {
    std::optional<GrantHolder> holder{};  ///< nothing: all
    PageRequest<NewestFirst> page{};

    static Result<GrantQuery, RequestError> parse(const http::Request& request);
};

}  // namespace postern::api::admin::access
