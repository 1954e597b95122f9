/// event_page: which part of a user's events a request asks for, and that part as JSON.
#pragma once

#include <cstdint>
#include <vector>

#include "api/body/page_request.hpp"
#include "postern/model/audit.hpp"

namespace postern::api::account {

/// The key of the entry that the previous page ended with.
using EventPageRequest = PageRequest<std::uint64_t>;

Result<EventPageRequest, RequestError> parse_event_page(const http::Request& request);

/// `entries`: one more than requested, if there are that many; it is not shown.
json::Json to_json(std::vector<StoredAuditEntry> entries, const EventPageRequest& wanted);

}  // namespace postern::api::account
