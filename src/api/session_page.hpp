/// session_page: which part of a list of sessions a request asks for.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "api/members.hpp"
#include "postern/model/session.hpp"

namespace postern::api {

inline constexpr std::size_t kDefaultPageSize = 50;
inline constexpr std::size_t kMaxPageSize = 100;

/// Where a session stands in the list: newest first, ids break ties.
struct SessionPosition {
    TimePoint created_at;
    std::string id;
};

struct PageRequest {
    std::size_t limit = kDefaultPageSize;
    std::optional<SessionPosition> after{};  ///< nothing: from the start

    /// Reads `limit` (1 to kMaxPageSize) and `cursor` (as it was given out) of the query.
    static Result<PageRequest, RequestError> parse(const http::Request& request);
};

struct SessionPage {
    std::vector<Session> sessions;
    std::string next_cursor;  ///< empty: there is no more
};

/// The part that was asked for. The cursor names a position, not a row: it stays good when the
/// session it was made of has ended.
SessionPage page_of(std::vector<Session> sessions, const PageRequest& wanted);

}  // namespace postern::api
