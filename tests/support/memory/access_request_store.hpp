/// access_request_store: requests for access without a database.
#pragma once

#include <algorithm>

#include "postern/base/check.hpp"
#include "postern/store/access_request_store.hpp"
#include "support/memory/state.hpp"

namespace postern::test {

class MemoryAccessRequestStore final : public store::AccessRequestStore {
public:
    explicit MemoryAccessRequestStore(MemoryState& state) : state_{state} {}

    bool add(UserId user, const AuditEntry& audit, const NewMail& mail, TimePoint since) override {
        POSTERN_CHECK(audit.user.has_value());
        state_.begin_call();
        const auto is_like = [&](const StoredAuditEntry& stored) {
            const AuditEntry& entry = stored.entry;
            return entry.event == audit.event && entry.result == audit.result &&
                   entry.user == audit.user && entry.detail == audit.detail && entry.at >= since;
        };
        if (!state_.users.contains(user) || std::ranges::any_of(state_.audit, is_like))
            return false;
        state_.add_audit(audit);
        state_.add_mail(mail);
        return true;
    }

private:
    MemoryState& state_;
};

}  // namespace postern::test
