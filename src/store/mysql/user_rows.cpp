#include "store/mysql/user_rows.hpp"

#include "postern/base/check.hpp"
#include "store/mysql/account_statements.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/session_statements.hpp"
#include "store/mysql/user_statements.hpp"

namespace postern::store::mysql {

namespace {

/// The key of the new row; nothing when the address is taken.
std::optional<UserId> add_user(Connection& connection, const NewUser& user) {
    try {
        connection.update(kAddUser, user.public_id.text(), user.email.text(),
                          user.display_name.text(), user.created_at, user.language, user.time_zone,
                          user.email_verified_at, user.disabled);
    } catch (const sql::SQLException& error) {
        if (is_duplicate(error, "uq_user_email")) return std::nullopt;
        throw;
    }
    return UserId{connection.last_insert_id()};
}

}  // namespace

std::optional<User> add_user_with_password(Connection& connection, const NewUser& user) {
    const auto id = add_user(connection, user);
    if (!id) return std::nullopt;
    connection.update(kAddPassword, *id, user.password_hash, user.created_at);
    return User{.id = *id,
                .public_id = user.public_id,
                .email = user.email,
                .display_name = user.display_name,
                .disabled = user.disabled,
                .created_at = user.created_at,
                .language = user.language,
                .time_zone = user.time_zone,
                .email_verified_at = user.email_verified_at};
}

std::size_t end_sessions_of(Connection& connection, UserId user,
                            const std::optional<PublicId>& kept) {
    if (connection.update(kEndSessions, user) == 0) return 0;  // the user is gone
    if (kept) connection.update(kKeepSession, user, kept->text());
    const auto row = connection.query(kCountEnded, user, kMostCounted);
    POSTERN_CHECK(row->next());
    const std::size_t ended = row->getUInt64(1);
    if (ended > 0) connection.update(kAddAccountCleanup, user);
    if (ended > 0 || !kept) connection.update(kRevokeUser, user);
    return ended;
}

void forget_devices_of(Connection& connection, UserId user) {
    if (connection.update(kEndDevices, user) > 0) connection.update(kAddAccountCleanup, user);
}

std::size_t remove_ended_rows(Connection& connection, UserId user, std::size_t limit) {
    const auto row = connection.query(kFindEpochs, user);
    if (!row->next()) return 0;
    Columns columns{*row};
    const std::uint64_t session_epoch = columns.number();
    const std::uint64_t device_epoch = columns.number();
    std::size_t removed = connection.update(kRemoveEndedSessions, user, session_epoch, limit);
    if (removed < limit)
        removed += connection.update(kRemoveEndedDevices, user, device_epoch, limit - removed);
    return removed;
}

}  // namespace postern::store::mysql
