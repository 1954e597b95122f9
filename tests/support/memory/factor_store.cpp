#include "support/memory/factor_store.hpp"

#include <algorithm>

namespace postern::test {

Factors MemoryFactorStore::count(UserId user) {
    state_.begin_call();
    Factors counts{.totp = state_.totp.contains(user)};
    for (const auto& [key, passkey] : state_.passkeys) {
        if (passkey.user_id != user) continue;
        ++(passkey.kind == PasskeyKind::Passkey ? counts.passkeys : counts.security_keys);
        if (passkey.verifies_user) ++counts.verifying;
    }
    if (const auto set = state_.recovery.find(user); set != state_.recovery.end())
        counts.recovery_codes = static_cast<std::size_t>(std::ranges::count_if(
            set->second.codes, [](const auto& code) { return !code.second; }));
    if (!counts.any()) counts.recovery_codes = 0;
    return counts;
}

std::optional<TotpFactor> MemoryFactorStore::find_totp(UserId user) {
    state_.begin_call();
    const auto found = state_.totp.find(user);
    return found == state_.totp.end() ? std::nullopt : std::optional{found->second};
}

std::optional<RecoverySet> MemoryFactorStore::find_recovery_set(UserId user) {
    state_.begin_call();
    const auto found = state_.recovery.find(user);
    if (found == state_.recovery.end()) return std::nullopt;
    RecoverySet set = found->second.set;
    set.left = 0;
    for (const auto& [hash, used_at] : found->second.codes) {
        if (!used_at) ++set.left;
        set.last_used_at = std::max(set.last_used_at, used_at);
    }
    return set;
}

bool MemoryFactorStore::set_totp_last_step(UserId user, std::uint64_t step) {
    state_.begin_call();
    const auto found = state_.totp.find(user);
    if (found == state_.totp.end()) return false;
    found->second.last_step = step;
    return true;
}

void MemoryFactorStore::put_enrolment(const FactorEnrolment& enrolment) {
    state_.begin_call();
    if (!state_.users.contains(enrolment.user_id)) return;
    state_.enrolments.insert_or_assign(enrolment.holder_hash, enrolment);
}

std::optional<FactorEnrolment> MemoryFactorStore::find_enrolment(const Digest& holder_hash) {
    state_.begin_call();
    const auto found = state_.enrolments.find(holder_hash);
    return found == state_.enrolments.end() ? std::nullopt : std::optional{found->second};
}

std::size_t MemoryFactorStore::remove_expired_enrolments(TimePoint now, std::size_t limit) {
    state_.begin_call();
    std::size_t removed = 0;
    std::erase_if(state_.enrolments, [&](const auto& entry) {
        return entry.second.expires_at <= now && removed < limit && ++removed > 0;
    });
    return removed;
}

}  // namespace postern::test
