#include "support/memory/sign_in_step_store.hpp"

namespace postern::test {

bool MemorySignInStepStore::add(const NewSignInStep& step) {
    state_.begin_call();
    const auto owner = state_.users.find(step.user_id);
    if (owner == state_.users.end()) return false;
    const User& user = owner->second.user;
    if (user.disabled || user.delete_at || user.waiting_since) return false;
    state_.sign_in_steps.emplace(step.token_hash, StoredSignInStep{step});
    return true;
}

std::optional<SignInStep> MemorySignInStepStore::find(const Digest& token_hash) {
    state_.begin_call();
    const auto found = state_.sign_in_steps.find(token_hash);
    if (found == state_.sign_in_steps.end()) return std::nullopt;
    const auto& [step, wrong_codes] = found->second;
    return SignInStep{.token_hash = token_hash,
                      .user = state_.users.at(step.user_id).user,
                      .remember = step.remember,
                      .address = step.address,
                      .user_agent = step.user_agent,
                      .created_at = step.created_at,
                      .expires_at = step.expires_at,
                      .wrong_codes = wrong_codes};
}

std::uint32_t MemorySignInStepStore::add_wrong_code(const Digest& token_hash) {
    state_.begin_call();
    const auto found = state_.sign_in_steps.find(token_hash);
    return found == state_.sign_in_steps.end() ? 0 : ++found->second.wrong_codes;
}

bool MemorySignInStepStore::remove(const Digest& token_hash) {
    state_.begin_call();
    return state_.sign_in_steps.erase(token_hash) == 1;
}

std::size_t MemorySignInStepStore::remove_expired(TimePoint now, std::size_t limit) {
    state_.begin_call();
    std::size_t removed = 0;
    std::erase_if(state_.sign_in_steps, [&](const auto& entry) {
        return entry.second.step.expires_at <= now && removed < limit && ++removed > 0;
    });
    return removed;
}

}  // namespace postern::test
