#include "postern/service/audit/audit_trail.hpp"

namespace postern::service {

namespace {

constexpr std::string_view kBeforeReason = ": ";
constexpr std::string_view kReasonAlone = "reason";

}  // namespace

AuditEntry audit_entry(const AuditFact& fact, const Client& client, TimePoint now) {
    return {.at = now,
            .event = fact.event,
            .result = fact.result,
            .user = fact.user,
            .actor = std::string{fact.actor},
            .address = storable_address(client.address),
            .user_agent = storable_user_agent(client.user_agent),
            .request_id = storable_request_id(client.request_id),
            .detail = std::string{fact.detail}};
}

AuditEntry change_entry(AuditEvent event, const std::optional<PublicId>& user,
                        std::string_view detail, const Actor& actor, TimePoint now) {
    const std::string full = detail_with_reason(detail, actor.reason);
    return audit_entry({.event = event, .user = user, .actor = actor.name, .detail = full},
                       {.address = actor.address, .request_id = actor.request_id}, now);
}

std::string detail_with_reason(std::string_view detail, std::string_view reason) {
    if (reason.empty()) return std::string{detail};
    std::string full{detail.empty() ? kReasonAlone : detail};
    return full.append(kBeforeReason).append(reason);
}

std::string_view without_reason(std::string_view detail) noexcept {
    const auto word = detail.substr(0, detail.find(kBeforeReason));
    return word == kReasonAlone && word != detail ? std::string_view{} : word;
}

}  // namespace postern::service
