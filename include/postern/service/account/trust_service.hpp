/// TrustService: the devices on which a user is asked for no second factor at sign-in.
///
/// Arrival begins the trust. Ending it asks for nothing: it only makes the account safer. Throws
/// store::StoreError.
#pragma once

#include <cstddef>

#include "postern/model/session.hpp"
#include "postern/service/audit/client.hpp"
#include "postern/store/audit_store.hpp"
#include "postern/store/sign_in_store.hpp"

namespace postern::service {

class TrustService {
public:
    /// Every reference must outlive *this.
    TrustService(store::SignInStore& sign_ins, store::AuditStore& audit);

    std::size_t count(const User& user, TimePoint now) const;

    /// On all devices; returns how many were trusted.
    std::size_t end(const User& user, const Client& client, TimePoint now) const;

private:
    store::SignInStore& sign_ins_;
    store::AuditStore& audit_;
};

}  // namespace postern::service
