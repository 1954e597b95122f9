/// sign_in_store: failures and known devices without a database; see stores.hpp.
#pragma once

#include "postern/store/sign_in_store.hpp"
#include "support/memory/state.hpp"

namespace postern::test {

class MemorySignInStore final : public store::SignInStore {
public:
    explicit MemorySignInStore(MemoryState& state) : state_{state} {}
    store::Failures find_failures(const Digest& key) override;
    std::uint32_t add_failure(const Digest& key, TimePoint now) override;
    void clear_failures(const Digest& key) override;
    std::size_t remove_old_failures(TimePoint before, std::uint32_t fewer_than,
                                    std::size_t limit) override;
    bool is_known_device(UserId user, const Digest& device_hash) override;
    bool is_device_known_since(UserId user, const Digest& device_hash, TimePoint before) override;
    bool has_known_device(UserId user) override;
    void add_known_device(UserId user, const Digest& device_hash, TimePoint now) override;
    void trust_device(UserId user, const Digest& device_hash, TimePoint until) override;
    bool is_trusted_device(UserId user, const Digest& device_hash, TimePoint now) override;
    std::size_t count_trusted_devices(UserId user, TimePoint now) override;
    std::size_t end_device_trust(UserId user) override;
    std::size_t remove_oldest_devices(UserId user, std::size_t kept) override;
    std::size_t remove_old_devices(TimePoint before, std::size_t limit) override;

private:
    MemoryState& state_;
};

}  // namespace postern::test
