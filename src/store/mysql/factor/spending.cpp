#include "store/mysql/factor/spending.hpp"

#include "store/mysql/factor/factor_statements.hpp"
#include "store/mysql/factor/mail_token_rows.hpp"
#include "store/mysql/factor/passkey_statements.hpp"
#include "store/mysql/factor/sign_in_step_statements.hpp"
#include "store/mysql/factor/spending_statements.hpp"

namespace postern::store::mysql {

std::optional<NotOpened> spend(Connection& connection, const Spending& spending,
                               const Spender& spender) {
    const auto& [user, epoch, now] = spender;
    if (const auto& step = spending.step_token_hash;
        step && connection.update(kUseSignInStep, *step, user, epoch, now) != 1)
        return NotOpened::StepGone;
    if (const auto& totp = spending.totp;
        totp &&
        connection.update(kUseTotp, totp->step, now, user, totp->factor.text(), totp->step) != 1)
        return NotOpened::CodeUsed;
    if (const auto& code = spending.recovery_code) {
        if (connection.update(kUseRecoveryCode, now, user, *code) != 1) return NotOpened::CodeUsed;
        // The lost factor may have been what a device is trusted for.
        connection.update(kEndDeviceTrust, user);
    }
    if (const auto& passkey = spending.passkey;
        passkey && connection.update(kUsePasskey, passkey->sign_count, passkey->backup_eligible,
                                     passkey->backup_state, now, user, passkey->passkey.text(),
                                     passkey->expected_count) != 1)
        return NotOpened::CodeUsed;
    if (const auto& code = spending.mailed_code;
        code && !use_enrolment_code(connection, *code, user, now))
        return NotOpened::CodeUsed;
    if (const auto& replaced = spending.replaced_token_hash) {
        if (!connection.query(kLockLiveSession, *replaced, user, epoch, now)->next())
            return NotOpened::SessionGone;
        connection.update(kRevokeSessionByTokenHash, *replaced);
        connection.update(kRemoveSessionByTokenHash, *replaced);
    }
    return std::nullopt;
}

}  // namespace postern::store::mysql
