/// sample_factors: second factors, and sign-ins that wait for one, for the tests of stores.
#pragma once

#include <string>
#include <utility>

#include "postern/model/factor.hpp"
#include "postern/store/account_store.hpp"
#include "postern/store/session_store.hpp"
#include "support/sample_data.hpp"

namespace postern::test {

/// The step that the n-th app was confirmed with.
inline constexpr std::uint64_t kConfirmedStep = 59'841'700;

/// As sealed secrets are: any bytes, NUL among them.
inline std::string sample_sealed(unsigned n) {
    std::string sealed{as_bytes(sample_hash(n))};
    return sealed + std::string(21, '\0');
}

inline store::NewTotp sample_totp(unsigned n = 1) {
    return {.public_id = sample_id(n),
            .sealed_secret = sample_sealed(n),
            .key_id = 4'000'000'000,
            .last_step = kConfirmedStep};
}

/// As large as they get, with bytes of every value.
inline NewPasskey sample_passkey(unsigned n = 1) {
    std::string id(1023, static_cast<char>(n));
    for (unsigned i = 0; i < 256; ++i) id[i] = static_cast<char>(i);
    return {.public_id = sample_id(n),
            .kind = PasskeyKind::Passkey,
            .credential_id = std::move(id),
            .rp_id = "auth.example.org",
            .public_key = std::string(551, '\xE9'),
            .algorithm = -257,
            .sign_count = 7,
            .aaguid = std::string(kAaguidBytes, '\xFE'),
            .transports = "hybrid,internal",
            .verifies_user = true,
            .backup_eligible = true,
            .backup_state = true,
            .name = "Ann\u2019s \U0001F511"};
}

/// Three codes, whose hashes are sample_hash(n) and the two after it.
inline NewRecoverySet sample_recovery(unsigned n = 1) {
    return {.salt = std::string(kRecoverySetSaltBytes - 1, '\xE9') + '\0',
            .cost = {.memory_kib = 8192, .passes = 3, .lanes = 1},
            .hashes = {sample_hash(n), sample_hash(n + 1), sample_hash(n + 2)}};
}

/// The n-th app, by the holder sample_hash(n); good for ten minutes.
inline FactorEnrolment sample_enrolment(const User& user, unsigned n = 1) {
    return {.holder_hash = sample_hash(n),
            .user_id = user.id,
            .sealed_secret = sample_sealed(n),
            .key_id = 4'000'000'000,
            .factor_id = sample_id(n),
            .expires_at = kNow + std::chrono::minutes{10}};
}

/// Its hash is sample_hash(n); good for ten minutes.
inline NewSignInStep sample_step(const User& user, unsigned n = 1) {
    return {.token_hash = sample_hash(n),
            .user_id = user.id,
            .remember = true,
            .address = "192.0.2.7",
            .user_agent = "Test/1.0",
            .created_at = kNow,
            .expires_at = kNow + std::chrono::minutes{10}};
}

/// A change of nothing yet.
inline store::AccountChange change_of(const User& user, TimePoint now = kNow) {
    return {.user = user.id, .now = now, .effects = {.audit = sample_audit()}};
}

inline store::AccountChange totp_added(const User& user, unsigned n = 1, TimePoint now = kNow) {
    auto change = change_of(user, now);
    change.totp = sample_totp(n);
    return change;
}

/// The n-th app by its enrolment, where the user has none.
inline store::AccountChange totp_confirmed(const User& user, unsigned n = 1, TimePoint now = kNow) {
    auto change = totp_added(user, n, now);
    change.expected.enrolment = sample_hash(n);
    change.expected.totp = store::PresentTotp{};
    return change;
}

inline store::AccountChange passkey_added(const User& user, unsigned n = 1, TimePoint now = kNow) {
    auto change = change_of(user, now);
    change.passkey = sample_passkey(n);
    return change;
}

inline store::AccountChange recovery_made(const User& user, unsigned n = 1, TimePoint now = kNow) {
    auto change = change_of(user, now);
    change.recovery = sample_recovery(n);
    return change;
}

/// A code of the n-th app, so many steps after the one that confirmed it.
inline store::Spending totp_used(std::uint64_t steps_later, unsigned n = 1) {
    return {.totp = store::TotpUse{sample_id(n), kConfirmedStep + steps_later}};
}

inline store::Spending code_used(unsigned n) { return {.recovery_code = sample_hash(n)}; }
inline store::Spending step_used(unsigned n) { return {.step_token_hash = sample_hash(n)}; }

}  // namespace postern::test
