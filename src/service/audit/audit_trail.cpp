#include "postern/service/audit/audit_trail.hpp"

namespace postern::service {

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
    return audit_entry({.event = event, .user = user, .actor = actor.name, .detail = detail},
                       {.address = actor.address, .request_id = actor.request_id}, now);
}

}  // namespace postern::service
