#include "store/mysql/user_store.hpp"

#include <algorithm>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/password/imported_hash.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/user_rows.hpp"
#include "store/mysql/user_statements.hpp"

namespace postern::store::mysql {

namespace {

bool is_ascii(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::optional<UserWithPassword> MysqlUserStore::find_by_email(const EmailAddress& email) {
    return connection_.repeatable([&]() -> std::optional<UserWithPassword> {
        const auto rows = connection_.query(kFindUserByEmail, email.text());
        if (!rows->next()) return std::nullopt;
        Columns columns{*rows};
        User user = read_user(columns);
        return UserWithPassword{std::move(user), columns.text()};
    });
}

std::optional<UserWithPassword> MysqlUserStore::find_by_username(const Username& name) {
    return connection_.repeatable([&]() -> std::optional<UserWithPassword> {
        const auto rows = connection_.query(kFindUserByUsername, name.text());
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

std::optional<UserRow> MysqlUserStore::find_row(std::string_view email_or_id) {
    if (const auto key = key_of_row("user", email_or_id))
        return find_row(kFindUserById, UserId{*key});
    if (const auto email = EmailAddress::parse(email_or_id))
        if (auto found = find_row(kFindUserRowByEmail, email->text())) return found;
    // Both as they are in the row, which may be no address and no id. The columns are ascii.
    if (email_or_id.empty() || !is_ascii(email_or_id)) return std::nullopt;
    if (auto found = find_row(kFindUserRowByEmail, email_or_id)) return found;
    if (auto found = find_row(kFindUserByPublicId, email_or_id)) return found;
    if (const auto name = Username::parse(email_or_id))
        return find_row(kFindUserRowByUsername, name->text());
    return find_row(kFindUserRowByUsername, email_or_id);
}

std::optional<UserRow> MysqlUserStore::find_row(const Statement& statement, const auto& key) {
    return connection_.repeatable([&]() -> std::optional<UserRow> {
        const auto rows = connection_.query(statement, key);
        if (!rows->next()) return std::nullopt;
        Columns columns{*rows};
        return read_user_row(columns);
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
                                            std::string_view{to_ascii_lower(filter.search)},
                                            std::string_view{filter.search},
                                            std::string_view{filter.search}, limit);
        return read_list<ListedUsers, UserId>(*rows, limit, read_undamaged_user);
    });
}

Result<User, AddUserError> MysqlUserStore::add(const NewUser& user) {
    return connection_.transaction([&](Transaction& transaction) -> Result<User, AddUserError> {
        auto added = add_user_with_password(connection_, user);
        transaction.commit();
        return added;
    });
}

std::optional<TimePoint> MysqlUserStore::find_password_changed_at(UserId id) {
    return connection_.repeatable([&]() -> std::optional<TimePoint> {
        const auto rows = connection_.query(kFindPasswordChangedAt, id, crypto::kNoPassword);
        if (!rows->next()) return std::nullopt;
        Columns columns{*rows};
        const TimePoint changed_at = columns.time();
        if (is_time(changed_at)) return changed_at;
        log_corrupt(CorruptRow{"user_password", static_cast<std::uint64_t>(id)});
        return std::nullopt;
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
