/// memory_access_request_store: requests for access without a database.
#pragma once

#include "postern/store/access_request_store.hpp"
#include "support/memory_state.hpp"

namespace postern::test {

class MemoryAccessRequestStore final : public store::AccessRequestStore {
public:
    explicit MemoryAccessRequestStore(MemoryState& state) : state_{state} {}
    bool add(UserId user, const AuditEntry& audit, const NewMail& mail, TimePoint since) override;

private:
    MemoryState& state_;
};

}  // namespace postern::test
