/// MemoryTransferStore: TransferStore without a database.
#pragma once

#include "postern/store/transfer_store.hpp"
#include "support/memory_state.hpp"

namespace postern::test {

class MemoryTransferStore final : public store::TransferStore {
public:
    explicit MemoryTransferStore(MemoryState& state) : state_{state} {}
    std::size_t add_all(std::span<const NewUser> users) override;
    store::Listed<store::UserWithPassword, UserId> list(UserId after, std::size_t limit) override;

private:
    MemoryState& state_;
};

}  // namespace postern::test
