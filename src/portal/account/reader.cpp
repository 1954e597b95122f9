#include "portal/account/reader.hpp"

#include "postern/service/audit/audit_trail.hpp"

namespace postern::portal::account {

namespace {

constexpr std::string_view kByAdministrator = "admin";  // as HistoryService says it

HistoryRow::By by_of(const AuditEntry& entry) {
    if (entry.actor == kByAdministrator) return HistoryRow::By::Administrator;
    if (entry.actor == service::kBySystem) return HistoryRow::By::System;
    return HistoryRow::By::Device;
}

}  // namespace

Moment Reader::moment(TimePoint time) const { return moment_in(words, language, time_zone, time); }

HistoryRow Reader::row_of(const AuditEntry& entry) const {
    const std::string event = "history.event." + std::string{to_text(entry.event)};
    const std::string detail = "history.detail." + entry.detail;
    return {.event = words.text(language, event),
            .result = entry.result,
            // A detail without words is meant for administrators.
            .detail = words.has_key(detail) ? words.text(language, detail) : std::string{},
            .at = moment(entry.at),
            .by = by_of(entry),
            .device = {describe_device(entry.user_agent), entry.address}};
}

Reader reader_of(const Context& context, const Frame& frame, const User& user) {
    return {context.pages.words(), frame.language, user.time_zone};
}

}  // namespace postern::portal::account
