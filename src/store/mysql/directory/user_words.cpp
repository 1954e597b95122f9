#include "store/mysql/directory/user_words.hpp"

#include <algorithm>
#include <utility>

#include "postern/base/check.hpp"
#include "postern/model/search_words.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/directory/user_word_statements.hpp"

namespace postern::store::mysql {

namespace {

std::vector<std::string> words_of(const NewUser& user) {
    return search_words(
        {.email = user.email.text(),
         .username = user.username ? std::string_view{user.username->text()} : std::string_view{},
         .display_name = user.display_name.text(),
         .given_name = user.given_name,
         .family_name = user.family_name});
}

struct Searched {
    UserId user;
    std::vector<std::string> words;
};

/// The columns of kSearchedColumns. As it stands in the row: it may be damaged.
Searched read_searched(Columns& columns) {
    const UserId user{columns.number()};
    const std::string email = columns.text();
    const std::string username = columns.text();
    const std::string display_name = columns.text();
    const std::string given_name = columns.text();
    const std::string family_name = columns.text();
    return {user, search_words({.email = email,
                                .username = username,
                                .display_name = display_name,
                                .given_name = given_name,
                                .family_name = family_name})};
}

/// `owner`: the key of a user, or their public id. What is missing repeats the last one.
template <class Owner>
void add_all(Connection& connection, const Statement& statement, std::size_t at_once,
             const std::vector<std::pair<std::string, Owner>>& words) {
    for (std::size_t start = 0; start < words.size(); start += at_once) {
        auto& adding = connection.prepared(statement);
        for (std::size_t i = 0; i < at_once; ++i) {
            const auto& [word, owner] = words[std::min(start + i, words.size() - 1)];
            const auto index = static_cast<unsigned int>(2 * i);
            set_parameter(adding, index + 1, std::string_view{word});
            set_parameter(adding, index + 2, owner);
        }
        adding.executeUpdate();
    }
}

void add_to(Connection& connection, UserId user, const std::vector<std::string>& words) {
    std::vector<std::pair<std::string, UserId>> owned;
    for (const auto& word : words) owned.emplace_back(word, user);
    add_all(connection, kAddWords16, kWordsAtOnce, owned);
}

/// Sets the parameters `first`, `first` + 1, ... What is missing repeats the last one.
void set_keys(sql::PreparedStatement& statement, unsigned int first,
              const std::vector<UserId>& users) {
    POSTERN_CHECK(!users.empty() && users.size() <= kUsersAtOnce);
    for (std::size_t i = 0; i < kUsersAtOnce; ++i)
        set_parameter(statement, first + static_cast<unsigned int>(i),
                      users[std::min(i, users.size() - 1)]);
}

std::vector<Searched> lock_wordless(Connection& connection, const std::vector<UserId>& users) {
    auto& locking = connection.prepared(kLockWordless);
    set_keys(locking, 1, users);
    set_parameter(locking, kUsersAtOnce + 1, kWordVersion);
    std::vector<Searched> found;
    const std::unique_ptr<sql::ResultSet> rows{locking.executeQuery()};
    while (rows->next()) {
        Columns columns{*rows};
        found.push_back(read_searched(columns));
    }
    return found;
}

}  // namespace

void add_words(Connection& connection, UserId user, const NewUser& written) {
    add_to(connection, user, words_of(written));
}

void write_words(Connection& connection, UserId user) {
    const auto row = connection.query(kFindSearched, user);
    if (!row->next()) return;
    Columns columns{*row};
    const auto searched = read_searched(columns);
    connection.update(kRemoveWords, user);
    add_to(connection, user, searched.words);
}

void add_words(Connection& connection, const std::vector<const NewUser*>& written) {
    std::vector<std::pair<std::string, std::string_view>> owned;
    for (const NewUser* user : written)
        for (const auto& word : words_of(*user)) owned.emplace_back(word, user->public_id.text());
    add_all(connection, kAddWordsByPublicId100, kUsersAtOnce, owned);
}

void write_words(Connection& connection, const std::vector<UserId>& users) {
    if (users.empty()) return;
    const auto locked = lock_wordless(connection, users);
    if (locked.empty()) return;
    std::vector<UserId> keys;
    std::vector<std::pair<std::string, UserId>> owned;
    for (const auto& [user, words] : locked) {
        keys.push_back(user);
        for (const auto& word : words) owned.emplace_back(word, user);
    }
    auto& removing = connection.prepared(kRemoveWordsOf100);
    set_keys(removing, 1, keys);
    removing.executeUpdate();
    add_all(connection, kAddWords100, kUsersAtOnce, owned);
    auto& done = connection.prepared(kSetWordVersionOf100);
    set_parameter(done, 1, kWordVersion);
    set_keys(done, 2, keys);
    done.executeUpdate();
}

}  // namespace postern::store::mysql
