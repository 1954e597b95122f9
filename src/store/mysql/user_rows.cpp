#include "store/mysql/user_rows.hpp"

#include "postern/base/check.hpp"
#include "store/mysql/account_statements.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/directory/user_word_statements.hpp"
#include "store/mysql/directory/user_words.hpp"
#include "store/mysql/log/profile_rows.hpp"
#include "store/mysql/log/revocation_rows.hpp"
#include "store/mysql/session_statements.hpp"
#include "store/mysql/user_statements.hpp"

namespace postern::store::mysql {

namespace {

/// As the statements take it: empty for no name.
std::string text_of(const std::optional<Username>& name) {
    return name ? name->text() : std::string{};
}
std::string skeleton_of(const std::optional<Username>& name) {
    return name ? name->skeleton() : std::string{};
}

}  // namespace

bool is_username_taken(const sql::SQLException& error) noexcept {
    return is_duplicate(error, "uq_user_username") ||
           is_duplicate(error, "uq_user_username_skeleton");
}

bool is_held(Connection& connection, const Username& name, UserId user, TimePoint now) {
    return connection.query(kFindHeldUsername, name.skeleton(), now, user)->next();
}

void hold_username(Connection& connection, UserId user, TimePoint now, TimePoint until) {
    if (until > now) connection.update(kHoldUsername, until, user);
}

bool set_username(Connection& connection, UserId user, const std::optional<Username>& name,
                  TimePoint now, TimePoint old_held_until) {
    hold_username(connection, user, now, old_held_until);
    try {
        connection.update(kSetUsername, text_of(name), skeleton_of(name), user);
    } catch (const sql::SQLException& error) {
        if (is_username_taken(error)) return false;
        throw;
    }
    if (!name) return true;
    if (is_held(connection, *name, user, now)) return false;
    connection.update(kTakeHeldUsername, name->skeleton(), user);
    return true;
}

Result<UserId, AddUserError> add_user(Connection& connection, const NewUser& user) {
    try {
        connection.update(kAddUser, user.public_id.text(), user.email.text(),
                          user.display_name.text(), user.created_at, user.language, user.time_zone,
                          user.email_verified_at, user.disabled, text_of(user.username),
                          skeleton_of(user.username), user.given_name, user.family_name,
                          user.waiting_since, kWordVersion);
    } catch (const sql::SQLException& error) {
        if (is_duplicate(error, "uq_user_email")) return fail(AddUserError::EmailTaken);
        if (is_username_taken(error)) return fail(AddUserError::UsernameTaken);
        throw;
    }
    const UserId id{connection.last_insert_id()};
    if (user.username && is_held(connection, *user.username, id, user.created_at)) {
        connection.update(kRemoveUser, id);
        return fail(AddUserError::UsernameTaken);
    }
    add_words(connection, id, user);
    if (!user.accepted_terms.empty())
        accept_terms(connection, id, user.accepted_terms, user.created_at);
    set_profile_values(connection, id, user.profile);
    return id;
}

Result<User, AddUserError> add_user_with_password(Connection& connection, const NewUser& user) {
    const auto id = add_user(connection, user);
    if (!id) return fail(id.error());
    connection.update(kAddPassword, *id, user.password_hash, user.created_at);
    return User{.id = *id,
                .public_id = user.public_id,
                .email = user.email,
                .display_name = user.display_name,
                .disabled = user.disabled,
                .created_at = user.created_at,
                .language = user.language,
                .time_zone = user.time_zone,
                .email_verified_at = user.email_verified_at,
                .username = user.username,
                .given_name = user.given_name,
                .family_name = user.family_name,
                .waiting_since = user.waiting_since};
}

std::size_t end_sessions_of(Connection& connection, UserId user,
                            const std::optional<PublicId>& kept) {
    if (connection.update(kEndSessions, user) == 0) return 0;  // the user is gone
    if (kept) connection.update(kKeepSession, user, kept->text());
    const auto row = connection.query(kCountEnded, user, kMostCounted);
    POSTERN_CHECK(row->next());
    const std::size_t ended = row->getUInt64(1);
    if (ended > 0) connection.update(kAddEndedSessions, user);
    // Families of tokens end as well, and are not counted.
    if (ended > 0 || !kept || connection.query(kHasEndedFamily, user)->next())
        revoke_user(connection, user);
    return ended;
}

void forget_devices_of(Connection& connection, UserId user) {
    if (connection.update(kForgetDevices, user) > 0) connection.update(kAddForgottenDevices, user);
}

namespace {

std::size_t remove_ended_sessions(Connection& connection, UserId user, std::uint64_t epoch,
                                  std::uint64_t after, std::size_t limit) {
    const auto row = connection.query(kFindEndedSessions, user, epoch, after, limit);
    POSTERN_CHECK(row->next());
    const std::size_t found = row->getUInt64(1);
    const std::uint64_t last = row->getUInt64(2);
    if (found > 0) connection.update(kRemoveEndedSessions, user, epoch, after, last);
    if (found == limit)
        connection.update(kSetEndedSession, last, user);
    else
        connection.update(kFinishEndedSessions, user);
    return found;
}

std::size_t remove_forgotten_devices(Connection& connection, UserId user, std::uint64_t epoch,
                                     const Digest& after, std::size_t limit) {
    const auto row = connection.query(kFindForgottenDevices, user, epoch, after, limit);
    POSTERN_CHECK(row->next());
    const std::size_t found = row->getUInt64(1);
    if (found > 0) {
        const Digest last = to_digest(std::string{row->getString(2)}).value();
        connection.update(kRemoveForgottenDevices, user, epoch, after, last);
        if (found == limit) connection.update(kSetForgottenDevice, last, user);
    }
    if (found < limit) connection.update(kFinishForgottenDevices, user);
    return found;
}

}  // namespace

std::optional<Epochs> find_epochs(Connection& connection, UserId user) {
    const auto row = connection.query(kFindEpochs, user);
    if (!row->next()) return std::nullopt;
    return Epochs{row->getUInt64(1), row->getUInt64(2)};
}

std::optional<std::size_t> remove_ended_rows(Connection& connection, std::optional<UserId> only,
                                             std::size_t limit) {
    POSTERN_CHECK(limit > 0);
    const auto row = only ? connection.query(kLockAccountCleanupOf, *only)
                          : connection.query(kLockAccountCleanup);
    if (!row->next()) return std::nullopt;
    const UserId user{row->getUInt64(1)};
    const auto epochs = find_epochs(connection, user);
    POSTERN_CHECK(epochs.has_value());  // a row of account_cleanup goes with its user
    std::size_t removed = 0;
    if (!row->isNull(2))
        removed =
            remove_ended_sessions(connection, user, epochs->session, row->getUInt64(2), limit);
    if (removed < limit && !row->isNull(3))
        removed += remove_forgotten_devices(connection, user, epochs->device,
                                            to_digest(std::string{row->getString(3)}).value(),
                                            limit - removed);
    if (removed < limit) connection.update(kRemoveAccountCleanup, user);
    return removed;
}

}  // namespace postern::store::mysql
