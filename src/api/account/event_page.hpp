/// event_page: which part of a user's own history a request asks for, and that part as JSON.
#pragma once

#include <cstdint>
#include <vector>

#include "api/body/page_request.hpp"
#include "postern/model/audit.hpp"

namespace postern::api {

/// The key of the entry that the page before ended with.
using EventPageRequest = PageRequest<std::uint64_t>;

Result<EventPageRequest, RequestError> parse_event_page(const http::Request& request);

/// `entries`: one more than was asked for, when there are so many; it is not shown.
json::Json to_json(std::vector<StoredAuditEntry> entries, const EventPageRequest& wanted);

}  // namespace postern::api
