/// requests: what the operations of invitations and approvals take, read strictly.
#pragma once

#include <string>
#include <vector>

#include "api/body/members.hpp"

namespace postern::api::admin::invitations {

/// GET /api/v1/admin/invitations.
struct InvitationListQuery {
    std::size_t limit;
    std::string cursor{};  ///< empty: from the start

    static Result<InvitationListQuery, RequestError> parse(const http::Request& request);
};

/// POST /api/v1/admin/invitations. All as sent.
struct InvitationRequest {
    std::string email;           ///< not empty
    std::string display_name{};  ///< empty: none
    std::string language{};      ///< empty: the configured one
    std::vector<std::string> groups{};
    std::vector<std::string> roles{};

    static Result<InvitationRequest, RequestError> parse(const http::Request& request);
};

/// POST /api/v1/admin/users/{id}/decline. The body can be left out.
struct DeclineRequest {
    std::string message{};  ///< to the person; empty: none
    std::string reason{};   ///< for the audit log; empty: none

    static Result<DeclineRequest, RequestError> parse(const http::Request& request);
};

}  // namespace postern::api::admin::invitations
