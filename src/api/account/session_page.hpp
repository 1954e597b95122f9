/// session_page: which part of a list of sessions a request asks for.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "api/body/page_request.hpp"
#include "postern/model/session.hpp"

namespace postern::api::account {

/// Where a session stands in the list: newest first, ids break ties.
struct SessionPosition {
    TimePoint created_at;
    std::string id;
};

using SessionPageRequest = PageRequest<SessionPosition>;

Result<SessionPageRequest, RequestError> parse_session_page(const http::Request& request);

struct SessionPage {
    std::vector<Session> sessions;
    std::string next_cursor;  ///< empty: there is no more
};

/// The part that was asked for.
SessionPage page_of(std::vector<Session> sessions, const SessionPageRequest& wanted);

}  // namespace postern::api::account
