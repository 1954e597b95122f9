/// passkey_store: passkeys without a database; see stores.hpp.
#pragma once

#include "postern/store/passkey_store.hpp"
#include "support/memory/state.hpp"

namespace postern::test {

class MemoryPasskeyStore final : public store::PasskeyStore {
public:
    explicit MemoryPasskeyStore(MemoryState& state) : state_{state} {}
    std::vector<Passkey> list(UserId user) override;
    std::optional<OwnedPasskey> find(const Digest& credential_hash) override;
    std::optional<std::string> handle_of(UserId user, std::string_view fresh) override;
    bool rename(UserId user, const PublicId& passkey, std::string_view name) override;
    bool use_challenge(const Digest& challenge_hash, TimePoint expires_at) override;
    std::size_t remove_expired_challenges(TimePoint now, std::size_t limit) override;

private:
    MemoryState& state_;
};

}  // namespace postern::test
