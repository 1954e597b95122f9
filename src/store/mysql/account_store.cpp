#include "store/mysql/account_store.hpp"

#include <algorithm>
#include <cstdlib>

#include "postern/base/check.hpp"
#include "postern/crypto/digest.hpp"
#include "store/mysql/account_statements.hpp"
#include "store/mysql/audit_rows.hpp"
#include "store/mysql/outbox_rows.hpp"
#include "store/mysql/session_statements.hpp"
#include "store/mysql/user_rows.hpp"
#include "store/mysql/user_statements.hpp"

namespace postern::store::mysql {

namespace {

using namespace std::chrono_literals;

MailToken read_mail_token(Columns& columns) {
    const std::uint64_t id = columns.number();
    const auto kind = parse_mail_token_kind(columns.text());
    auto email = EmailAddress::parse(columns.text());
    if (!kind || !email) throw CorruptRow{"mail_token", id};
    const TimePoint created_at = columns.time();
    const TimePoint expires_at = columns.time();
    const TimePoint password_changed_at = columns.time();
    return {.kind = *kind,
            .user = read_user(columns),
            .email = std::move(*email),
            .created_at = created_at,
            .expires_at = expires_at,
            .password_changed_at = password_changed_at};
}

/// Changes of address must have an order that a link can be compared with: each is later than the
/// one before, also within one second.
TimePoint moment_of_change(const User& user, TimePoint now) {
    return user.email_verified_at ? std::max(now, *user.email_verified_at + 1s) : now;
}

/// The mails of a change of address carry its moment; others are as they are.
Besides in_order(Besides besides, const MailToken& used, TimePoint now) {
    if (used.kind == MailTokenKind::ChangeEmail)
        for (NewMail& mail : besides.mails) mail.created_at = moment_of_change(used.user, now);
    return besides;
}

}  // namespace

void MysqlAccountStore::write(const Besides& besides) {
    for (const NewMail& mail : besides.mails) add_mail(connection_, mail);
    add_audit(connection_, besides.audit);
}

Result<User, AddUserError> MysqlAccountStore::add(const NewUser& user, const Besides& besides) {
    return connection_.transaction([&](Transaction& transaction) -> Result<User, AddUserError> {
        auto added = add_user_with_password(connection_, user);
        if (!added) {
            transaction.commit();  // nothing was written
            return fail(AddUserError::EmailTaken);
        }
        Besides his = besides;
        for (NewMail& mail : his.mails) mail.user_id = added->id;
        write(his);
        transaction.commit();
        return std::move(*added);
    });
}

void MysqlAccountStore::note(const Besides& besides) {
    connection_.transaction([&](Transaction& transaction) {
        write(besides);
        transaction.commit();
    });
}

// --- links

std::optional<MailToken> MysqlAccountStore::read_token(const Digest& token_hash) {
    const auto rows = connection_.query(kFindMailToken, token_hash);
    if (!rows->next()) return std::nullopt;
    Columns columns{*rows};
    return read_mail_token(columns);
}

std::optional<MailToken> MysqlAccountStore::find_token(const Digest& token_hash) {
    return connection_.repeatable([&] { return read_token(token_hash); });
}

void MysqlAccountStore::add_token(const NewMailToken& token) {
    connection_.transaction([&](Transaction& transaction) {
        connection_.update(kAddMailToken, to_text(token.kind), token.user_id, token.token_hash,
                           token.email.text(), token.created_at, token.expires_at);
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

std::optional<MailToken> MysqlAccountStore::lock_token(const TokenUse& use) {
    if (!lock_user(use.user_id)) return std::nullopt;
    auto token = read_token(use.token_hash);
    if (!token || token->kind != use.kind || token->user.id != use.user_id) return std::nullopt;
    if (!is_good(*token, use.now)) return std::nullopt;
    return token;
}

template <class Change>
Result<void, ChangeError> MysqlAccountStore::with_link(const TokenUse& use, const Besides& besides,
                                                       Change change) {
    return connection_.transaction([&](Transaction& transaction) -> Result<void, ChangeError> {
        const auto token = lock_token(use);
        if (!token || !change(*token)) {
            transaction.commit();  // nothing was written
            return fail(token ? ChangeError::EmailTaken : ChangeError::TokenGone);
        }
        // Removed by a courier whose clock is ahead; what was written is rolled back.
        if (connection_.update(kRemoveMailToken, use.token_hash) != 1)
            return fail(ChangeError::TokenGone);
        remove_voided(*token);
        write(in_order(besides, *token, use.now));
        transaction.commit();
        return {};
    });
}

void MysqlAccountStore::remove_tokens(UserId user, MailTokenKind kind) {
    connection_.update(kRemoveMailTokensOfKind, user, to_text(kind));
}

void MysqlAccountStore::remove_voided(const MailToken& used) {
    const UserId user = used.user.id;
    switch (used.kind) {
        case MailTokenKind::VerifyEmail:
        case MailTokenKind::KeepAccount:
            remove_tokens(user, used.kind);
            return;
        case MailTokenKind::ResetPassword:
            remove_tokens_of_old_password(user);
            return;
        case MailTokenKind::ChangeEmail:
            connection_.update(kRemoveMailTokensButUndo, user);
            return;
        case MailTokenKind::UndoEmailChange:
            connection_.update(kRemoveMailTokensButUndo, user);
            connection_.update(kRemoveMailTokensOfUndone, user, used.created_at);
            return;
    }
    std::abort();  // a value outside the enum is a bug
}

void MysqlAccountStore::remove_tokens_of_old_password(UserId user) {
    remove_tokens(user, MailTokenKind::ResetPassword);
    remove_tokens(user, MailTokenKind::ChangeEmail);
}

Result<void, ChangeError> MysqlAccountStore::verify_email(const TokenUse& use,
                                                          const Besides& besides) {
    return with_link(use, besides, [&](const MailToken& token) {
        connection_.update(kSetEmailVerified, use.now, token.user.id);
        return true;
    });
}

bool MysqlAccountStore::set_email(UserId user, const EmailAddress& email, TimePoint verified_at) {
    try {
        connection_.update(kSetEmail, email.text(), verified_at, user);
        return true;
    } catch (const sql::SQLException& error) {
        if (is_duplicate(error, "uq_user_email")) return false;
        throw;
    }
}

Result<void, ChangeError> MysqlAccountStore::change_email(const TokenUse& use,
                                                          const Besides& besides) {
    return with_link(use, besides, [&](const MailToken& token) {
        const UserId user = token.user.id;
        if (!set_email(user, token.email, moment_of_change(token.user, use.now))) return false;
        connection_.update(kRevokeUser, user);
        return true;
    });
}

Result<void, ChangeError> MysqlAccountStore::undo_email_change(const TokenUse& use,
                                                               std::string_view phc,
                                                               const Besides& besides) {
    return with_link(use, besides, [&](const MailToken& token) {
        // Back before the change: so no link that belongs to it, or to a later one, is good any
        // more.
        if (!set_email(token.user.id, token.email, token.created_at - 1s)) return false;
        replace_password(token.user.id, token.email, phc, use.now);
        connection_.update(kClearDeleteAt, token.user.id);
        return true;
    });
}

Result<void, ChangeError> MysqlAccountStore::reset_password(const TokenUse& use,
                                                            std::string_view phc,
                                                            const Besides& besides) {
    return with_link(use, besides, [&](const MailToken& token) {
        replace_password(token.user.id, token.email, phc, use.now);
        connection_.update(kSetEmailVerified, use.now, token.user.id);
        return true;
    });
}

void MysqlAccountStore::replace_password(UserId user, const EmailAddress& email,
                                         std::string_view phc, TimePoint now) {
    connection_.update(kSetPassword, phc, now, user);
    connection_.update(kForgetDevices, user);
    connection_.update(kForgetFailures, crypto::sha256(email.text()));
    end_sessions_of(connection_, user);
}

Result<void, ChangeError> MysqlAccountStore::keep_account(const TokenUse& use,
                                                          const Besides& besides) {
    return with_link(use, besides, [&](const MailToken& token) {
        connection_.update(kClearDeleteAt, token.user.id);
        return true;
    });
}

// --- without a link

std::optional<EmailAddress> MysqlAccountStore::lock_user(UserId user) {
    const auto row = connection_.query(kLockUserEmail, user);
    if (!row->next()) return std::nullopt;
    auto email = EmailAddress::parse(std::string{row->getString(1)});
    if (!email) throw CorruptRow{"user", static_cast<std::uint64_t>(user)};
    return email;
}

template <class Change>
bool MysqlAccountStore::without_link(UserId user, const Besides& besides, Change change) {
    return connection_.transaction([&](Transaction& transaction) {
        const auto email = lock_user(user);
        const bool done = email && change(*email);
        if (done) write(besides);
        transaction.commit();
        return done;
    });
}

std::optional<std::size_t> MysqlAccountStore::change_password(UserId user, std::string_view phc,
                                                              std::string_view only_if,
                                                              const PublicId& kept, TimePoint now,
                                                              const Besides& besides) {
    std::size_t ended = 0;
    const bool changed = without_link(user, besides, [&](const EmailAddress&) {
        if (connection_.update(kSetPasswordIfStill, phc, now, user, only_if) == 0) return false;
        connection_.update(kRevokeOtherSessions, user, kept.text());
        ended = connection_.update(kRemoveOtherSessions, user, kept.text());
        remove_tokens_of_old_password(user);
        return true;
    });
    return changed ? std::optional{ended} : std::nullopt;
}

bool MysqlAccountStore::set_password(UserId user, std::string_view phc, TimePoint now,
                                     const Besides& besides) {
    return without_link(user, besides, [&](const EmailAddress& email) {
        replace_password(user, email, phc, now);
        remove_tokens_of_old_password(user);
        return true;
    });
}

bool MysqlAccountStore::set_disabled(UserId user, bool disabled, const Besides& besides) {
    return without_link(user, besides, [&](const EmailAddress&) {
        connection_.update(kSetUserDisabled, disabled, user);
        if (disabled) end_sessions_of(connection_, user);
        return true;
    });
}

bool MysqlAccountStore::set_email_verified(UserId user, TimePoint now, const Besides& besides) {
    return without_link(user, besides, [&](const EmailAddress&) {
        connection_.update(kSetEmailVerified, now, user);
        return true;
    });
}

bool MysqlAccountStore::set_profile(UserId user, const Profile& profile, const Besides& besides) {
    return without_link(user, besides, [&](const EmailAddress&) {
        connection_.update(kSetProfile, profile.display_name.text(), profile.language,
                           profile.time_zone, user);
        connection_.update(kRevokeUser, user);
        return true;
    });
}

bool MysqlAccountStore::schedule_deletion(UserId user, TimePoint delete_at,
                                          const Besides& besides) {
    return without_link(user, besides, [&](const EmailAddress&) {
        connection_.update(kSetDeleteAt, delete_at, user);
        connection_.update(kRemoveMailTokensButUndo, user);
        end_sessions_of(connection_, user);
        return true;
    });
}

bool MysqlAccountStore::cancel_deletion(UserId user, const Besides& besides) {
    return without_link(user, besides, [&](const EmailAddress&) {
        return connection_.update(kClearDeleteAt, user) > 0;
    });
}

// --- for the courier

std::vector<User> MysqlAccountStore::find_users(const Statement& statement, TimePoint time,
                                                std::size_t limit) {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(statement, time, limit);
        std::vector<User> found;
        while (rows->next()) {
            Columns columns{*rows};
            found.push_back(read_user(columns));
        }
        return found;
    });
}

std::vector<User> MysqlAccountStore::find_due(TimePoint now, std::size_t limit) {
    return find_users(kFindDueUsers, now, limit);
}

bool MysqlAccountStore::remove_due(UserId user, TimePoint now, const Besides& besides) {
    return connection_.transaction([&](Transaction& transaction) {
        const auto email = lock_user(user);
        const bool removed = email && connection_.update(kRemoveDueUser, user, now) > 0;
        if (removed) {
            connection_.update(kForgetFailures, crypto::sha256(email->text()));
            connection_.update(kRevokeUser, user);
            write(besides);
        }
        transaction.commit();
        return removed;
    });
}

std::vector<User> MysqlAccountStore::find_unverified(TimePoint before, std::size_t limit) {
    return find_users(kFindUnverifiedUsers, before, limit);
}

bool MysqlAccountStore::remove_unverified(UserId user, const Besides& besides) {
    return connection_.transaction([&](Transaction& transaction) {
        const bool removed = connection_.update(kRemoveUnverifiedUser, user) > 0;
        if (removed) {
            connection_.update(kRevokeUser, user);
            write(besides);
        }
        transaction.commit();
        return removed;
    });
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

}  // namespace postern::store::mysql
