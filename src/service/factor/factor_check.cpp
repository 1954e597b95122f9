#include "postern/service/factor/factor_check.hpp"

#include "postern/base/log.hpp"
#include "postern/crypto/factor/recovery_code.hpp"
#include "postern/crypto/factor/totp.hpp"

namespace postern::service {

namespace {

void log_unavailable(crypto::OpenError error, const store::TotpUse& factor) {
    log::error("factor_unavailable",
               {{"reason", error == crypto::OpenError::UnknownKey
                               ? "the key that the secret is sealed with is not in the key file"
                               : "the secret is damaged"},
                {"factor", factor.factor.text()}});
}

}  // namespace

ProofMethod method_of(CodeKind kind) noexcept {
    return kind == CodeKind::Totp ? ProofMethod::Totp : ProofMethod::RecoveryCode;
}

FactorCheck::FactorCheck(store::FactorStore& factors, const PasswordService& passwords,
                         const crypto::KeyRing* keys)
    : factors_{factors}, passwords_{passwords}, keys_{keys} {}

Result<store::TotpUse, CodeError> FactorCheck::check_totp(const User& user, std::string_view typed,
                                                          TimePoint now) const {
    const auto totp = factors_.find_totp(user.id);
    if (!totp) return fail(CodeError::Wrong);
    store::TotpUse use{totp->public_id, 0};
    if (keys_ == nullptr) {
        log_unavailable(crypto::OpenError::UnknownKey, use);
        return fail(CodeError::Unavailable);
    }
    const auto secret = keys_->open(
        crypto::kTotpSecrets, {user.public_id.text(), totp->public_id.text()}, totp->sealed_secret);
    if (!secret) {
        log_unavailable(secret.error(), use);
        return fail(CodeError::Unavailable);
    }
    const auto step = crypto::match_totp(*secret, typed, now);
    if (!step)
        return fail(step.error() == crypto::TotpRefusal::Malformed ? CodeError::Malformed
                                                                   : CodeError::Wrong);
    use.step = *step;
    return use;
}

Result<Digest, CodeError> FactorCheck::check_recovery_code(const User& user,
                                                           std::string_view typed) const {
    const auto code = crypto::normalize_recovery_code(typed);
    if (!code) return fail(CodeError::Malformed);
    const auto set = factors_.find_recovery_set(user.id);
    if (!set) return fail(CodeError::Wrong);
    const auto hash = passwords_.hash_recovery_code(
        *code, set->salt, {.memory_kib = set->cost.memory_kib, .passes = set->cost.passes});
    if (!hash) return fail(CodeError::Busy);
    return *hash;
}

}  // namespace postern::service
