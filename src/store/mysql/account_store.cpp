#include "store/mysql/account_store.hpp"

#include <cstdlib>

#include "postern/base/check.hpp"
#include "postern/crypto/digest.hpp"
#include "store/mysql/access/administrator_rows.hpp"
#include "store/mysql/account_statements.hpp"
#include "store/mysql/connection/batches.hpp"
#include "store/mysql/directory/user_words.hpp"
#include "store/mysql/factor/factor_rows.hpp"
#include "store/mysql/factor/factor_statements.hpp"
#include "store/mysql/factor/mail_token_rows.hpp"
#include "store/mysql/factor/passkey_rows.hpp"
#include "store/mysql/factor/spending_statements.hpp"
#include "store/mysql/log/audit_rows.hpp"
#include "store/mysql/log/outbox_rows.hpp"
#include "store/mysql/log/profile_rows.hpp"
#include "store/mysql/log/revocation_rows.hpp"
#include "store/mysql/session_statements.hpp"
#include "store/mysql/sign_in_statements.hpp"
#include "store/mysql/user_rows.hpp"
#include "store/mysql/user_statements.hpp"

namespace postern::store::mysql {

namespace {

std::optional<std::string> text_of(const std::optional<DisplayName>& name) {
    return name ? std::optional{name->text()} : std::nullopt;
}

/// Of an account's sessions and devices.
constexpr std::size_t kMostAtOnce = 1000;

}  // namespace

void MysqlAccountStore::write(const SideEffects& effects) {
    for (const NewMail& mail : effects.mails) add_mail(connection_, mail);
    add_audit(connection_, effects.audit);
    if (effects.second_audit) add_audit(connection_, *effects.second_audit);
}

Result<User, AddUserError> MysqlAccountStore::add(const NewUser& user, const SideEffects& effects) {
    return connection_.transaction([&](Transaction& transaction) -> Result<User, AddUserError> {
        auto added = add_user_with_password(connection_, user);
        if (!added) {
            transaction.commit();  // nothing was written
            return fail(added.error());
        }
        SideEffects of_added = effects;
        for (NewMail& mail : of_added.mails) mail.user_id = added->id;
        write(of_added);
        transaction.commit();
        return std::move(*added);
    });
}

Result<AddedUser, AddUserError> MysqlAccountStore::add_first(const NewUser& user,
                                                             const SideEffects& effects,
                                                             const FirstAdministrator& first) {
    using Added = Result<AddedUser, AddUserError>;
    return connection_.transaction([&](Transaction& transaction) -> Added {
        auto added = add_user_with_password(connection_, user);
        if (!added) {
            transaction.commit();  // nothing was written
            return fail(added.error());
        }
        const bool is_administrator =
            grant_admin_role_if_nobody_has_it(connection_, added->id, first, user.created_at);
        SideEffects of_added = effects;
        for (NewMail& mail : of_added.mails) mail.user_id = added->id;
        write(of_added);
        if (is_administrator) add_audit(connection_, first.audit);
        transaction.commit();
        return AddedUser{std::move(*added), is_administrator};
    });
}

void MysqlAccountStore::note(const SideEffects& effects) {
    connection_.transaction([&](Transaction& transaction) {
        write(effects);
        transaction.commit();
    });
}

// --- changes

Result<AppliedChange, ChangeError> MysqlAccountStore::apply(const AccountChange& change) {
    using Applied = Result<AppliedChange, ChangeError>;
    if (change.remove && owns_many(change.user)) remove_what_it_owns(change);
    return connection_.transaction([&](Transaction& transaction) -> Applied {
        const auto refuse = [&](ChangeError why) {
            transaction.rollback();
            return fail(why);
        };
        const auto state = lock(change);
        if (!state) return refuse(ChangeError::NoSuchUser);
        if (const auto unmet = unmet_expectation(change, *state)) return refuse(*unmet);
        if (ends_administrator(change) && is_last_administrator(connection_, change.user))
            return refuse(ChangeError::LastAdministrator);
        AppliedChange applied{.ended_sessions = end_sessions(change)};
        if (const auto taken = write_user(change)) return refuse(*taken);
        if (!change.remove && (change.email || change.profile))
            write_words(connection_, change.user);
        if (!write_factors(connection_, change, applied)) return refuse(ChangeError::PasskeyTaken);
        forget_sign_ins(change, *state);
        if (!change.remove) applied.user = user_after(state->user, change);
        if (!use_link(change)) return refuse(ChangeError::LinkGone);
        if (!use_enrolment(change)) return refuse(ChangeError::EnrolmentGone);
        for (const RevokedLinks& links : change.revoked_links)
            connection_.update(kRemoveMailTokensOfKind, change.user, to_text(links.kind),
                               links.caused_from);
        write(change.effects);
        transaction.commit();
        return applied;
    });
}

bool MysqlAccountStore::owns_many(UserId user) {
    return connection_.repeatable([&] {
        const auto row = connection_.query(kCountOwned, user, kMostAtOnce, user, kMostAtOnce);
        POSTERN_CHECK(row->next());
        return row->getUInt64(1) >= kMostAtOnce;
    });
}

/// Removing a user removes their sessions and devices with it, in one statement that may take no
/// longer than the database is given to answer. So those go first, in batches.
void MysqlAccountStore::remove_what_it_owns(const AccountChange& change) {
    const bool may_remove = connection_.transaction([&](Transaction& transaction) {
        const auto state = lock(change);
        if (!state || unmet_expectation(change, *state) ||
            is_last_administrator(connection_, change.user)) {
            transaction.rollback();
            return false;
        }
        end_sessions_of(connection_, change.user);
        forget_devices_of(connection_, change.user);
        transaction.commit();
        return true;
    });
    if (!may_remove) return;
    const auto remove_some = [&](Transaction& transaction) {
        const auto removed = remove_ended_rows(connection_, change.user, kMostAtOnce);
        transaction.commit();
        return removed == kMostAtOnce;
    };
    while (connection_.transaction(remove_some)) {
    }
}

std::optional<AccountState> MysqlAccountStore::lock(const AccountChange& change) {
    const auto rows = connection_.query(kLockAndFindUser, change.user);
    if (!rows->next()) return std::nullopt;
    Columns columns{*rows};
    AccountState state{.user = read_user_row(columns)};
    if (const auto& use = change.expected.link)
        state.link = read_mail_token(connection_, use->token_hash);
    if (change.expected.password_hash) {
        const auto password = connection_.query(kLockPassword, change.user);
        if (password->next()) state.password_hash = std::string{password->getString(1)};
    }
    if (const auto& holder = change.expected.enrolment)
        state.enrolment = read_enrolment(connection_, *holder);
    if (change.expected.totp)
        if (const auto totp = read_totp(connection_, change.user)) state.totp = totp->public_id;
    if (change.expected.factor_reset || change.expected.factor_reset_due)
        state.reset_at = read_factor_reset(connection_, change.user);
    if (change.expected.factor) state.has_factor = has_factor(connection_, change.user);
    if (change.removed_passkey)
        state.has_passkey = has_passkey(connection_, change.user, *change.removed_passkey);
    if (change.expected.fewer_held_usernames) {
        const auto held = connection_.query(kCountHeldUsernames, change.user, change.now);
        if (held->next()) state.held_usernames = held->getUInt64(1);
    }
    return state;
}

std::optional<ChangeError> MysqlAccountStore::write_user(const AccountChange& change) {
    const UserId user = change.user;
    if (change.email && !set_email(user, *change.email)) return ChangeError::EmailTaken;
    if (change.verified_at) connection_.update(kSetEmailVerified, *change.verified_at, user);
    if (const auto& profile = change.profile)
        connection_.update(kSetProfile, text_of(profile->display_name), profile->language,
                           profile->time_zone, profile->given_name, profile->family_name, user);
    if (const auto& profile = change.profile;
        profile && profile->username &&
        !set_username(connection_, user, *profile->username, change.now,
                      change.old_username_held_until))
        return ChangeError::UsernameTaken;
    if (change.disabled) connection_.update(kSetUserDisabled, *change.disabled, user);
    if (change.approved) connection_.update(kSetApproved, user);
    if (change.profile_values) set_profile_values(connection_, user, *change.profile_values);
    if (const auto& terms = change.accepted_terms;
        terms && !accept_terms(connection_, user, *terms, change.now))
        return ChangeError::NoSuchTerms;
    if (change.deletion) connection_.update(kSetDeleteAt, change.deletion->at, user);
    if (change.password_hash)
        connection_.update(kSetPassword, *change.password_hash, change.now, user);
    if (change.remove) {
        hold_username(connection_, user, change.now, change.old_username_held_until);
        connection_.update(kRemoveUser, user);
    }
    return std::nullopt;
}

bool MysqlAccountStore::set_email(UserId user, const VerifiedEmail& email) {
    try {
        connection_.update(kSetEmail, email.address.text(), email.verified_at, user);
        return true;
    } catch (const sql::SQLException& error) {
        if (is_duplicate(error, "uq_user_email")) return false;
        throw;
    }
}

void MysqlAccountStore::forget_sign_ins(const AccountChange& change, const AccountState& before) {
    if (change.forget_devices) forget_devices_of(connection_, change.user);
    if (change.end_device_trust) connection_.update(kEndDeviceTrust, change.user);
    if (const auto& key = change.forgotten_failures) connection_.update(kForgetFailures, *key);
    if (!change.forget_failures) return;
    const auto address = change.email ? change.email->address : before.user.email;
    if (address) connection_.update(kForgetFailures, crypto::sha256(address->text()));
}

std::size_t MysqlAccountStore::end_sessions(const AccountChange& change) {
    switch (change.sessions) {
        case SessionsAfter::Unchanged:
            return 0;
        case SessionsAfter::Refreshed:
            revoke_user(connection_, change.user);
            return 0;
        case SessionsAfter::OthersEnded:
            return end_sessions_of(connection_, change.user, change.kept_session.value());
        case SessionsAfter::AllEnded:
            return end_sessions_of(connection_, change.user);
    }
    std::abort();  // a value outside the enum is a bug
}

/// False when a courier whose clock is ahead has removed the link.
bool MysqlAccountStore::use_link(const AccountChange& change) {
    const auto& use = change.expected.link;
    return !use || connection_.update(kRemoveMailToken, use->token_hash) == 1;
}

/// As use_link().
bool MysqlAccountStore::use_enrolment(const AccountChange& change) {
    const auto& holder = change.expected.enrolment;
    return !holder || connection_.update(kRemoveEnrolment, *holder) == 1;
}

// --- links

std::optional<MailToken> MysqlAccountStore::find_token(const Digest& token_hash) {
    return connection_.repeatable([&] { return read_mail_token(connection_, token_hash); });
}

void MysqlAccountStore::add_token(const NewMailToken& token) {
    connection_.transaction([&](Transaction& transaction) {
        if (token.ends_earlier)
            connection_.update(kEndMailTokensOfKind, token.user_id, to_text(token.kind));
        connection_.update(kAddMailToken, to_text(token.kind), token.user_id, token.token_hash,
                           token.email.text(), token.created_at, token.expires_at,
                           token.return_link);
        transaction.commit();
    });
}

std::size_t MysqlAccountStore::count_tokens(UserId user, MailTokenKind kind, TimePoint since) {
    return connection_.repeatable([&]() -> std::size_t {
        const auto rows = connection_.query(kCountMailTokens, user, to_text(kind), since);
        POSTERN_CHECK(rows->next());
        return rows->getUInt64(1);
    });
}

// --- for the courier

std::vector<UserRow> MysqlAccountStore::find_users(const Statement& statement, TimePoint time,
                                                   std::size_t limit) {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(statement, time, limit);
        std::vector<UserRow> found;
        while (rows->next()) {
            Columns columns{*rows};
            found.push_back(read_user_row(columns));
        }
        return found;
    });
}

std::vector<UserRow> MysqlAccountStore::find_due(TimePoint now, std::size_t limit) {
    return find_users(kFindDueUsers, now, limit);
}

std::vector<UserRow> MysqlAccountStore::find_unverified(TimePoint before, std::size_t limit) {
    return find_users(kFindUnverifiedUsers, before, limit);
}

std::vector<UserRow> MysqlAccountStore::find_waiting(TimePoint before, std::size_t limit) {
    return find_users(kFindWaitingUsers, before, limit);
}

std::vector<PendingFactorReset> MysqlAccountStore::find_factor_resets(TimePoint now,
                                                                      std::size_t limit) {
    return connection_.repeatable([&] {
        std::vector<PendingFactorReset> found;
        const auto rows = connection_.query(kFindFactorResets, now, limit);
        while (rows->next()) {
            Columns columns{*rows};
            // Braces evaluate from left to right, so the columns come in their order.
            found.push_back({.user = read_user_row(columns), .due_at = columns.time()});
        }
        return found;
    });
}

std::optional<TimePoint> MysqlAccountStore::find_factor_reset(UserId user) {
    return connection_.repeatable([&] { return read_factor_reset(connection_, user); });
}

std::size_t MysqlAccountStore::remove_expired_tokens(TimePoint now, std::size_t limit) {
    // In a transaction, so that a lost connection never makes the count a guess.
    return connection_.transaction([&](Transaction& transaction) {
        const std::size_t there =
            connection_.query(kFindExpiredMailTokens, now, limit)->rowsCount();
        const std::size_t removed =
            there > 0 ? connection_.update(kRemoveExpiredMailTokens, now, there) : 0;
        transaction.commit();
        return removed;
    });
}

std::size_t MysqlAccountStore::remove_old_usernames(TimePoint now, std::size_t limit) {
    return remove_found(
        connection_, [&] { return connection_.query(kFindOldUsernames, now, limit); },
        [&](std::size_t there) {
            return connection_.update(kRemoveOldUsernames, now, there, now);
        });
}

}  // namespace postern::store::mysql
