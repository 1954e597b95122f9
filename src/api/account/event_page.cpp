#include "api/account/event_page.hpp"

#include "api/body/page.hpp"

namespace postern::api::account {

namespace {

json::Json to_json(const AuditEntry& entry) {
    return json::Json::Object{{"at", to_rfc3339(entry.at)},      {"event", to_text(entry.event)},
                              {"result", to_text(entry.result)}, {"actor", entry.actor},
                              {"detail", entry.detail},          {"address", entry.address},
                              {"user_agent", entry.user_agent},  {"request_id", entry.request_id}};
}

}  // namespace

Result<EventPageRequest, RequestError> parse_event_page(const http::Request& request) {
    return parse_page_request(request, parse_key);
}

json::Json to_json(std::vector<StoredAuditEntry> entries, const EventPageRequest& wanted) {
    json::Json next;
    if (entries.size() > wanted.limit) {
        entries.resize(wanted.limit);
        next = to_cursor(entries.back().id);
    }
    json::Json::Array events;
    for (const auto& stored : entries) events.push_back(to_json(stored.entry));
    return json::Json::Object{{"events", std::move(events)}, {"next_cursor", std::move(next)}};
}

}  // namespace postern::api::account
