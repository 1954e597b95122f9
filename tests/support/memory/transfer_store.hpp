/// MemoryTransferStore: TransferStore without a database.
#pragma once

#include <algorithm>

#include "postern/store/transfer_store.hpp"
#include "support/memory/state.hpp"

namespace postern::test {

class MemoryTransferStore final : public store::TransferStore {
public:
    explicit MemoryTransferStore(MemoryState& state) : state_{state} {}

    std::size_t add_all(std::span<const NewUser> users) override {
        state_.begin_call();
        std::size_t added = 0;
        for (const NewUser& user : users) {
            const bool id_in_use = std::ranges::any_of(state_.users, [&](const auto& entry) {
                return entry.second.user.public_id == user.public_id;
            });
            if (!id_in_use && state_.add_user(user)) ++added;
        }
        return added;
    }

    store::Listed<store::UserWithPassword, UserId> list(UserId after, std::size_t limit) override {
        state_.begin_call();
        store::Listed<store::UserWithPassword, UserId> page;
        for (auto it = state_.users.upper_bound(after); it != state_.users.end(); ++it) {
            const auto profile = state_.profiles.find(it->first);
            page.found.push_back(
                {it->second.user, it->second.password_hash,
                 profile == state_.profiles.end() ? ProfileValues{} : profile->second});
            page.last = it->first;
            page.complete = page.found.size() < limit;
            if (!page.complete) break;
        }
        return page;
    }

private:
    MemoryState& state_;
};

}  // namespace postern::test
