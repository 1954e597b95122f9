#include "postern/service/admin/outbox_service.hpp"

#include <algorithm>
#include <string>

#include "postern/base/bytes.hpp"
#include "postern/service/audit/audit_trail.hpp"

namespace postern::service {

OutboxService::OutboxService(store::OutboxStore& outbox) : outbox_{outbox} {}

Part<store::OutboxEntry> OutboxService::list(std::string_view cursor, std::size_t limit) const {
    const auto start = to_list_start(cursor);
    auto page = outbox_.list(start.value_or(0), std::clamp<std::size_t>(limit, 1, 100));
    return {.items = std::move(page.found),
            .damaged = std::move(page.damaged),
            .next = page.complete ? "" : std::to_string(page.last),
            .restarted = !start};
}

store::OutboxStore::Counts OutboxService::count() const { return outbox_.count(); }

std::size_t OutboxService::retry(std::optional<std::uint64_t> id, const Actor& actor,
                                 TimePoint now) const {
    return outbox_.retry(id, now,
                         change_entry(AuditEvent::MailRetried, std::nullopt,
                                      id ? "mail " + std::to_string(*id) : "all", actor, now));
}

}  // namespace postern::service
