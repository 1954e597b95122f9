/// requests: what the operations of users and sessions take, read strictly.
#pragma once

#include <optional>
#include <string>

#include "api/body/members.hpp"
#include "postern/service/account/user_service.hpp"
#include "postern/service/admin/user_directory.hpp"

namespace postern::api::admin::users {

/// Which part of a list that a service reads in parts.
struct PartQuery {
    std::size_t limit;
    std::string cursor{};  ///< empty: from the start
};

/// GET /api/v1/admin/users.
struct UserListQuery {
    store::UserQuery query;
    PartQuery part;

    static Result<UserListQuery, RequestError> parse(const http::Request& request);
};

/// GET /api/v1/admin/sessions.
struct SessionListQuery {
    store::SessionQuery query;
    PartQuery part;

    static Result<SessionListQuery, RequestError> parse(const http::Request& request);
};

/// Of a list without filters.
Result<PartQuery, RequestError> parse_part(const http::Request& request);

/// POST /api/v1/admin/users. All as sent.
struct NewUserRequest {
    std::string email;         ///< not empty
    std::string display_name;  ///< not empty
    std::string language{};    ///< empty: the configured one
    std::string username{};    ///< empty: none
    std::string given_name{};
    std::string family_name{};

    static Result<NewUserRequest, RequestError> parse(const http::Request& request);
};

/// PATCH /api/v1/admin/users/{id}. What is not there stays as it is.
struct UserPatch {
    std::optional<std::string> email{};         ///< not empty
    std::optional<std::string> display_name{};  ///< not empty
    std::optional<std::string> language{};      ///< empty: the browser's
    std::optional<std::string> time_zone{};     ///< empty: UTC
    std::optional<std::string> username{};      ///< empty: none
    std::optional<std::string> given_name{};    ///< here, too
    std::optional<std::string> family_name{};   ///< here, too
    std::string reason{};                       ///< as parse_reason() takes it

    static Result<UserPatch, RequestError> parse(const http::Request& request);
    /// Refers to *this.
    service::UserEdit edit() const;
};

/// The reason for an act, for the audit log: one line of at most 200 characters. Empty: there is no
/// body, or none in it.
Result<std::string, RequestError> parse_reason(const http::Request& request);

}  // namespace postern::api::admin::users
