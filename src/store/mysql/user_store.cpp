#include "store/mysql/user_store.hpp"

#include "postern/base/check.hpp"
#include "store/mysql/rows.hpp"

namespace postern::store::mysql {

std::optional<UserWithPassword> MysqlUserStore::find_by_email(const EmailAddress& email) {
    return connection_.repeatable([&]() -> std::optional<UserWithPassword> {
        const auto rows = connection_.query(kFindUserByEmail, email.text());
        if (!rows->next()) return std::nullopt;
        Columns columns{*rows};
        User user = read_user(columns);
        return UserWithPassword{std::move(user), columns.text()};
    });
}

std::optional<User> MysqlUserStore::find_by_public_id(const PublicId& id) {
    return connection_.repeatable([&]() -> std::optional<User> {
        const auto rows = connection_.query(kFindUserByPublicId, id.text());
        if (!rows->next()) return std::nullopt;
        Columns columns{*rows};
        return read_user(columns);
    });
}

std::vector<User> MysqlUserStore::find_page(UserId after, std::size_t limit) {
    POSTERN_CHECK(limit > 0);
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindUserPage, after, limit);
        std::vector<User> page;
        while (rows->next()) {
            Columns columns{*rows};
            page.push_back(read_user(columns));
        }
        return page;
    });
}

std::optional<UserId> MysqlUserStore::insert(const NewUser& user) {
    try {
        connection_.update(kAddUser, user.public_id.text(), user.email.text(),
                           user.display_name.text(), user.created_at, user.language, user.time_zone,
                           user.email_verified_at, user.disabled);
    } catch (const sql::SQLException& error) {
        if (is_duplicate(error, "uq_user_email")) return std::nullopt;
        throw;
    }
    return UserId{connection_.last_insert_id()};
}

Result<User, AddUserError> MysqlUserStore::add(const NewUser& user) {
    return connection_.transaction([&](Transaction& transaction) -> Result<User, AddUserError> {
        const auto id = insert(user);
        if (!id) {
            transaction.commit();  // nothing was written
            return fail(AddUserError::EmailTaken);
        }
        connection_.update(kAddPassword, *id, user.password_hash, user.created_at);
        transaction.commit();
        return User{.id = *id,
                    .public_id = user.public_id,
                    .email = user.email,
                    .display_name = user.display_name,
                    .disabled = user.disabled,
                    .created_at = user.created_at,
                    .language = user.language,
                    .time_zone = user.time_zone,
                    .email_verified_at = user.email_verified_at};
    });
}

bool MysqlUserStore::set_password_hash(UserId id, std::string_view phc, TimePoint now,
                                       std::optional<std::string_view> only_if) {
    return connection_.transaction([&](Transaction& transaction) {
        const auto replaced = only_if
                                  ? connection_.update(kSetPasswordIfStill, phc, now, id, *only_if)
                                  : connection_.update(kSetPassword, phc, now, id);
        transaction.commit();
        return replaced > 0;
    });
}

void MysqlUserStore::end_sessions(UserId id) {
    connection_.update(kRemoveSessionsOfUser, id);
    connection_.update(kRevokeUser, id);
}

bool MysqlUserStore::set_password_and_end_sessions(UserId id, std::string_view phc, TimePoint now) {
    return connection_.transaction([&](Transaction& transaction) {
        const bool is_there = connection_.query(kLockUser, id)->next();
        const bool replaced = is_there && connection_.update(kSetPassword, phc, now, id) > 0;
        if (replaced) end_sessions(id);
        transaction.commit();
        return replaced;
    });
}

bool MysqlUserStore::set_disabled(UserId id, bool disabled) {
    return connection_.transaction([&](Transaction& transaction) {
        const bool is_there = connection_.update(kSetUserDisabled, disabled, id) > 0;
        if (is_there && disabled) end_sessions(id);
        transaction.commit();
        return is_there;
    });
}

}  // namespace postern::store::mysql
