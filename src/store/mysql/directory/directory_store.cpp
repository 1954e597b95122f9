#include "store/mysql/directory/directory_store.hpp"

#include <algorithm>
#include <limits>

#include "postern/base/check.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/directory/directory_statements.hpp"
#include "store/mysql/directory/user_list.hpp"
#include "store/mysql/directory/user_word_statements.hpp"
#include "store/mysql/directory/user_words.hpp"

namespace postern::store::mysql {

namespace {

/// Addresses are stored in ASCII, and the server refuses to compare anything else with them.
bool is_ascii(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// `rows` is one more than the limit where the list goes on behind it.
Listed<SessionWithUser, SessionId> read_sessions(sql::ResultSet& rows, std::size_t limit,
                                                 TimePoint now) {
    Listed<SessionWithUser, SessionId> list;
    for (std::size_t count = 0; rows.next(); ++count) {
        if (count == limit) {
            list.complete = false;
            break;
        }
        list.last = SessionId{rows.getUInt64(1)};
        Columns columns{rows};
        try {
            auto read = read_undamaged_session(columns);
            if (is_live(read.session, read.user, now)) list.found.push_back(std::move(read));
        } catch (const CorruptRow& corrupt) {
            list.damaged.push_back(corrupt.row());
        }
    }
    return list;
}

}  // namespace

// --- users

UserPart MysqlDirectoryStore::list_users(const UserQuery& query,
                                         const std::optional<UserMark>& after, std::size_t limit,
                                         TimePoint now) {
    return connection_.repeatable([&] {
        return UserList{connection_, query, now}.part(after, limit);
    });
}

std::optional<ListedUser> MysqlDirectoryStore::find_user(const PublicId& id, TimePoint now) {
    return connection_.repeatable([&]() -> std::optional<ListedUser> {
        const auto row = connection_.query(kFindListedUser, now, id.text());
        if (!row->next()) return std::nullopt;
        Columns columns{*row};
        return read_listed_user(columns);
    });
}

std::size_t MysqlDirectoryStore::count_users(const UserQuery& query, std::size_t most,
                                             TimePoint now) {
    UserQuery counted = query;
    counted.order = UserQuery::Order::Newest;
    if (most == 0) return 0;
    const auto part = list_users(counted, std::nullopt, most, now);
    return part.last ? most : part.found.size() + part.damaged.size();
}

std::map<PublicId, EmailAddress> MysqlDirectoryStore::find_emails(
    const std::vector<PublicId>& ids) {
    std::vector<PublicId> wanted = ids;
    std::ranges::sort(wanted);
    const auto same = std::ranges::unique(wanted);
    wanted.erase(same.begin(), same.end());
    return connection_.repeatable([&] {
        std::map<PublicId, EmailAddress> emails;
        for (std::size_t start = 0; start < wanted.size(); start += kEmailsAtOnce) {
            auto& finding = connection_.prepared(kFindEmails100);
            for (std::size_t i = 0; i < kEmailsAtOnce; ++i)  // what is missing repeats the last one
                set_parameter(
                    finding, static_cast<unsigned int>(i + 1),
                    std::string_view{wanted[std::min(start + i, wanted.size() - 1)].text()});
            const std::unique_ptr<sql::ResultSet> rows{finding.executeQuery()};
            while (rows->next()) {
                Columns columns{*rows};
                const auto id = PublicId::parse(columns.text());
                auto email = EmailAddress::parse(columns.text());
                if (id && email) emails.emplace(*id, std::move(*email));
            }
        }
        return emails;
    });
}

std::optional<PublicId> MysqlDirectoryStore::find_public_id(UserId id) {
    return connection_.repeatable([&]() -> std::optional<PublicId> {
        const auto row = connection_.query(kFindPublicIdOfUser, id);
        if (!row->next()) return std::nullopt;
        return PublicId::parse(Columns{*row}.text());
    });
}

std::size_t MysqlDirectoryStore::write_missing_words(std::size_t limit) {
    POSTERN_CHECK(limit > 0);
    std::size_t written = 0;
    while (written < limit) {
        const std::size_t wanted = std::min(limit - written, kUsersAtOnce);
        const std::size_t there = connection_.transaction([&](Transaction& transaction) {
            std::vector<UserId> users;
            const auto rows = connection_.query(kFindWordless, kWordVersion, std::uint64_t{wanted});
            while (rows->next()) users.push_back(UserId{rows->getUInt64(1)});
            write_words(connection_, users);
            transaction.commit();
            return users.size();
        });
        written += there;
        if (there < wanted) break;
    }
    return written;
}

// --- sessions

Listed<SessionWithUser, SessionId> MysqlDirectoryStore::list_sessions(const SessionQuery& query,
                                                                      SessionId before,
                                                                      std::size_t limit,
                                                                      TimePoint now) {
    POSTERN_CHECK(limit > 0);
    if (!is_ascii(query.address)) return {};
    const std::uint64_t below = before == SessionId{} ? std::numeric_limits<std::uint64_t>::max()
                                                      : static_cast<std::uint64_t>(before);
    const std::uint64_t most = kMostRead;
    const std::uint64_t rows_wanted = limit + 1;
    const auto walk = [&](const Statement& reach, const Statement& read, const auto&... values) {
        const auto reached = connection_.query(reach, values..., below, most);
        POSTERN_CHECK(reached->next());
        const bool is_all = reached->getUInt64(1) < most;
        const std::uint64_t from = is_all ? 0 : reached->getUInt64(2);
        const auto rows = connection_.query(read, values..., below, from, now, query.address,
                                            query.address, rows_wanted);
        auto list = read_sessions(*rows, limit, now);
        if (list.complete && !is_all) {
            list.complete = false;
            list.last = SessionId{from};
        }
        return list;
    };
    return connection_.repeatable([&]() -> Listed<SessionWithUser, SessionId> {
        if (query.user) {
            const auto user = connection_.query(kFindUserKey, query.user->text());
            if (!user->next()) return {};
            return walk(kReachSessionsOfUser, kReadSessionsOfUser, UserId{user->getUInt64(1)});
        }
        if (!query.address.empty())
            return walk(kReachSessionsFrom, kReadSessionsFrom, query.address);
        return walk(kReachSessions, kReadSessions);
    });
}

}  // namespace postern::store::mysql
