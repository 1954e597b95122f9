#include "store/mysql/log/audit_rows.hpp"

#include <algorithm>
#include <utility>

#include "store/mysql/log/audit_statements.hpp"

namespace postern::store::mysql {

namespace {

/// `user`, `admin:0` and so on.
bool is_actor(std::string_view text) noexcept {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

void add_audit(Connection& connection, const AuditEntry& entry) {
    const std::string_view user = entry.user ? entry.user->text() : std::string_view{};
    connection.update(kAddAudit, entry.at, to_text(entry.event), to_text(entry.result), user,
                      entry.actor, entry.address, entry.user_agent, entry.request_id, entry.detail);
}

StoredAuditEntry read_audit_entry(Columns& columns) {
    const std::uint64_t id = columns.number();
    const TimePoint at = columns.time();
    const auto event = parse_audit_event(columns.text());
    const auto result = parse_audit_result(columns.text());
    const std::string user = columns.text();
    auto public_id = PublicId::parse(user);
    std::string actor = columns.text();
    if (!is_time(at) || !event || !result || (!user.empty() && !public_id) || !is_actor(actor))
        throw CorruptRow{"audit", id};
    // Braces evaluate from left to right, so the columns come in their order.
    return {.id = id,
            .entry = {.at = at,
                      .event = *event,
                      .result = *result,
                      .user = std::move(public_id),
                      .actor = std::move(actor),
                      .address = columns.text(),
                      .user_agent = columns.text(),
                      .request_id = columns.text(),
                      .detail = columns.text()}};
}

}  // namespace postern::store::mysql
