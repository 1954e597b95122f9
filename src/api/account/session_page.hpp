/// session_page: which part of a list of sessions a request asks for.
#pragma once

#include <vector>

#include "api/body/page.hpp"
#include "postern/model/session.hpp"

namespace postern::api::account {

using SessionPageRequest = PageRequest<NewestFirst>;

Result<SessionPageRequest, RequestError> parse_session_page(const http::Request& request);

/// The part that was asked for.
Page<Session> page_of(std::vector<Session> sessions, const SessionPageRequest& wanted);

}  // namespace postern::api::account
