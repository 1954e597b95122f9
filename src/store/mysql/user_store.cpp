#include "store/mysql/user_store.hpp"

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/user_rows.hpp"
#include "store/mysql/user_statements.hpp"

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

ListedUsers MysqlUserStore::list(const UserFilter& filter, UserId after, std::size_t limit) {
    POSTERN_CHECK(limit > 0);
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kListUsers, after, filter.only_disabled,
                                            std::string_view{to_ascii_lower(filter.search)},
                                            std::string_view{filter.search},
                                            std::string_view{filter.search}, limit);
        return read_list<ListedUsers, UserId>(*rows, limit, read_user);
    });
}

Result<User, AddUserError> MysqlUserStore::add(const NewUser& user) {
    return connection_.transaction([&](Transaction& transaction) -> Result<User, AddUserError> {
        auto added = add_user_with_password(connection_, user);
        transaction.commit();
        if (!added) return fail(AddUserError::EmailTaken);
        return std::move(*added);
    });
}

std::optional<TimePoint> MysqlUserStore::find_password_changed_at(UserId id) {
    return connection_.repeatable([&]() -> std::optional<TimePoint> {
        const auto rows = connection_.query(kFindPasswordChangedAt, id);
        if (!rows->next()) return std::nullopt;
        Columns columns{*rows};
        return columns.time();
    });
}

bool MysqlUserStore::set_password_hash(UserId id, std::string_view phc, TimePoint now,
                                       std::optional<std::string_view> only_if) {
    return connection_.transaction([&](Transaction& transaction) {
        const auto replaced = only_if ? connection_.update(kRehashPassword, phc, id, *only_if)
                                      : connection_.update(kSetPassword, phc, now, id);
        transaction.commit();
        return replaced > 0;
    });
}

}  // namespace postern::store::mysql
