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

}  // namespace postern::service
