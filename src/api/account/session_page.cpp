#include "api/account/session_page.hpp"

namespace postern::api::account {

Result<SessionPageRequest, RequestError> parse_session_page(const http::Request& request) {
    return parse_page_request(request, NewestFirst::parse);
}

Page<Session> page_of(std::vector<Session> sessions, const SessionPageRequest& wanted) {
    return api::page_of(std::move(sessions), wanted, [](const Session& session) {
        return NewestFirst{session.created_at, session.public_id.text()};
    });
}

}  // namespace postern::api::account
