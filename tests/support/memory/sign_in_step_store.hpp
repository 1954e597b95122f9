/// sign_in_step_store: sign-ins that wait for their second factor without a database; see
/// stores.hpp.
#pragma once

#include "postern/store/sign_in_step_store.hpp"
#include "support/memory/state.hpp"

namespace postern::test {

class MemorySignInStepStore final : public store::SignInStepStore {
public:
    explicit MemorySignInStepStore(MemoryState& state) : state_{state} {}
    bool add(const NewSignInStep& step) override;
    std::optional<SignInStep> find(const Digest& token_hash) override;
    std::uint32_t add_wrong_code(const Digest& token_hash) override;
    bool remove(const Digest& token_hash) override;
    std::size_t remove_expired(TimePoint now, std::size_t limit) override;

private:
    MemoryState& state_;
};

}  // namespace postern::test
