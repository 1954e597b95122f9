#include "store/mysql/transfer_store.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "postern/base/check.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/directory/user_word_statements.hpp"
#include "store/mysql/directory/user_words.hpp"
#include "store/mysql/transfer_statements.hpp"
#include "store/mysql/user_rows.hpp"
#include "store/mysql/user_statements.hpp"

namespace postern::store::mysql {

std::size_t MysqlTransferStore::add_all(std::span<const NewUser> users) {
    return connection_.transaction([&](Transaction& transaction) {
        std::size_t added = 0;
        for (auto rest = users; !rest.empty();) {
            const auto part = rest.first(std::min(rest.size(), kTransferRows));
            added += add_part(part);
            rest = rest.subspan(part.size());
        }
        transaction.commit();
        return added;
    });
}

Listed<UserWithPassword, UserId> MysqlTransferStore::list(UserId after, std::size_t limit) {
    POSTERN_CHECK(limit > 0);
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindUserPageWithPasswords, after, limit);
        auto page =
            read_list<Listed<UserWithPassword, UserId>, UserId>(*rows, limit, [](Columns& columns) {
                User user = read_undamaged_user(columns);
                return UserWithPassword{std::move(user), columns.text()};
            });
        add_profiles(page, after);
        return page;
    });
}

void MysqlTransferStore::add_profiles(Listed<UserWithPassword, UserId>& page, UserId after) {
    if (page.found.empty()) return;
    std::map<UserId, ProfileValues> profiles;
    const auto rows = connection_.query(kFindProfilesBetween, after, page.last);
    while (rows->next())
        profiles[UserId{rows->getUInt64(1)}].insert_or_assign(std::string{rows->getString(2)},
                                                              std::string{rows->getString(3)});
    for (auto& one : page.found)
        if (const auto found = profiles.find(one.user.id); found != profiles.end())
            one.profile = std::move(found->second);
}

std::vector<const NewUser*> MysqlTransferStore::without_taken(std::span<const NewUser> users) {
    auto& statement = connection_.prepared(kFindTakenEmails);
    for (unsigned int i = 0; i < kTransferRows; ++i)  // what is missing repeats the last one
        set_parameter(
            statement, i + 1,
            std::string_view{users[std::min<std::size_t>(i, users.size() - 1)].email.text()});
    std::set<std::string> taken;
    const std::unique_ptr<sql::ResultSet> rows{statement.executeQuery()};
    while (rows->next()) taken.insert(Columns{*rows}.text());
    const auto held = held_skeletons(users);
    std::vector<const NewUser*> free;
    for (const NewUser& user : users)
        if (!taken.contains(user.email.text()) &&
            !(user.username && held.contains(user.username->skeleton())))
            free.push_back(&user);
    return free;
}

/// Those of the usernames that are kept for their former users.
std::set<std::string> MysqlTransferStore::held_skeletons(std::span<const NewUser> users) {
    if (std::ranges::none_of(users, [](const NewUser& user) { return user.username.has_value(); }))
        return {};
    auto& statement = connection_.prepared(kFindHeldUsernames);
    set_parameter(statement, 1, users.front().created_at);
    for (unsigned int i = 0; i < kTransferRows; ++i) {
        const auto& name = users[std::min<std::size_t>(i, users.size() - 1)].username;
        set_parameter(statement, i + 2, std::string_view{name ? name->skeleton() : std::string{}});
    }
    std::set<std::string> held;
    const std::unique_ptr<sql::ResultSet> rows{statement.executeQuery()};
    while (rows->next()) held.insert(Columns{*rows}.text());
    return held;
}

std::size_t MysqlTransferStore::add_part(std::span<const NewUser> users) {
    const auto free = without_taken(users);
    if (free.size() == kTransferRows) {
        try {
            add_full(free);
            return free.size();
        } catch (const sql::SQLException& error) {
            // An id or a username in use, or an address taken this very moment: the statement left
            // nothing.
            if (!is_duplicate(error, "uq_user_email") &&
                !is_duplicate(error, "uq_user_public_id") && !is_username_taken(error))
                throw;
        }
    }
    return static_cast<std::size_t>(
        std::ranges::count_if(free, [this](const NewUser* user) { return add_one(*user); }));
}

void MysqlTransferStore::add_full(const std::vector<const NewUser*>& users) {
    auto& adding = connection_.prepared(kAddUsers100);
    unsigned int index = 0;
    const auto bind = [&index](sql::PreparedStatement& statement, const auto&... values) {
        (set_parameter(statement, ++index, values), ...);
    };
    for (const NewUser* user : users)
        bind(adding, user->public_id.text(), user->email.text(), user->display_name.text(),
             user->created_at, user->language, user->time_zone, user->email_verified_at,
             user->disabled, user->username ? user->username->text() : std::string{},
             user->username ? user->username->skeleton() : std::string{}, user->given_name,
             user->family_name, user->waiting_since, kWordVersion);
    adding.executeUpdate();
    add_words(connection_, users);
    auto& passwords = connection_.prepared(kAddPasswords100);
    index = 0;
    for (const NewUser* user : users)
        bind(passwords, user->public_id.text(), user->password_hash, user->created_at);
    passwords.executeUpdate();
    for (const NewUser* user : users)
        for (const auto& [field, value] : user->profile)
            connection_.update(kAddProfileValue, field, value, user->public_id.text());
}

bool MysqlTransferStore::add_one(const NewUser& user) {
    try {
        const auto added = add_user(connection_, user);
        if (added) connection_.update(kAddPassword, *added, user.password_hash, user.created_at);
        return added.has_value();
    } catch (const sql::SQLException& error) {
        if (is_duplicate(error, "uq_user_public_id")) return false;
        throw;
    }
}

}  // namespace postern::store::mysql
