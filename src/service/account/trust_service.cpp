#include "postern/service/account/trust_service.hpp"

#include "postern/service/audit/audit_trail.hpp"

namespace postern::service {

TrustService::TrustService(store::SignInStore& sign_ins, store::AuditStore& audit)
    : sign_ins_{sign_ins}, audit_{audit} {}

std::size_t TrustService::count(const User& user, TimePoint now) const {
    return sign_ins_.count_trusted_devices(user.id, now);
}

std::size_t TrustService::end(const User& user, const Client& client, TimePoint now) const {
    const std::size_t ended = sign_ins_.end_device_trust(user.id);
    if (ended > 0)
        audit_.add(audit_entry(
            {.event = AuditEvent::SessionEnded, .user = user.public_id, .detail = "trust"}, client,
            now));
    return ended;
}

}  // namespace postern::service
