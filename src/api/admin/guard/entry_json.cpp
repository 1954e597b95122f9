#include "api/admin/guard/entry_json.hpp"

namespace postern::api::admin {

json::Json to_json(const StoredAuditEntry& stored, const std::string& email) {
    const AuditEntry& entry = stored.entry;
    return json::Json::Object{{"id", static_cast<std::int64_t>(stored.id)},
                              {"at", to_rfc3339(entry.at)},
                              {"event", to_text(entry.event)},
                              {"result", to_text(entry.result)},
                              {"user", entry.user ? json::Json{entry.user->text()} : json::Json{}},
                              {"email", email.empty() ? json::Json{} : json::Json{email}},
                              {"actor", entry.actor},
                              {"detail", entry.detail},
                              {"address", entry.address},
                              {"user_agent", entry.user_agent},
                              {"request_id", entry.request_id}};
}

}  // namespace postern::api::admin
