#include "store/mysql/session_store.hpp"

#include <algorithm>
#include <utility>

#include "postern/base/check.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/factor/factor_statements.hpp"
#include "store/mysql/factor/sign_in_step_statements.hpp"
#include "store/mysql/factor/spending.hpp"
#include "store/mysql/factor/spending_statements.hpp"
#include "store/mysql/log/audit_rows.hpp"
#include "store/mysql/session_statements.hpp"
#include "store/mysql/sign_in_statements.hpp"
#include "store/mysql/user_rows.hpp"

namespace postern::store::mysql {

namespace {

constexpr std::chrono::minutes kLastSignInGranularity{1};

std::uint64_t seconds_of(std::chrono::seconds duration) {
    return static_cast<std::uint64_t>(duration.count());
}

Session stored_form(const NewSession& session, SessionId id) {
    return {.id = id,
            .public_id = session.public_id,
            .user_id = session.user_id,
            .created_at = session.created_at,
            .last_seen_at = session.seen_at(),
            .expires_at = session.expires_at,
            .idle_ttl = session.idle_ttl,
            .remember = session.remember,
            .address = session.address,
            .user_agent = session.user_agent,
            .authentication = session.authentication};
}

void update_all(Connection& connection, const Statement& statement,
                const std::vector<std::uint64_t>& keys) {
    auto& prepared = connection.prepared(statement);
    for (std::size_t i = 0; i < keys.size(); ++i)
        set_parameter(prepared, static_cast<unsigned int>(i + 1), keys[i]);
    prepared.executeUpdate();
}

}  // namespace

Result<Session, NotOpened> MysqlSessionStore::add(const NewSession& session,
                                                  const Spending& spending) {
    using Added = Result<Session, NotOpened>;
    return connection_.transaction([&](Transaction& transaction) -> Added {
        const auto refuse = [&](NotOpened why) {
            transaction.rollback();
            return fail(why);
        };
        // Whose session is replaced has proven more, and was signed in before.
        if (!spending.replaced_token_hash)
            connection_.update(kSetLastSignIn, session.seen_at(), session.user_id,
                               session.seen_at() - kLastSignInGranularity);
        const auto user = connection_.query(kLockEnabledUser, session.user_id);
        if (!user->next()) return refuse(NotOpened::UserGone);
        const std::uint64_t epoch = user->getUInt64(1);
        const Spender spender{session.user_id, epoch, session.seen_at()};
        if (const auto unspent = spend(connection_, spending, spender)) return refuse(*unspent);
        // They still have a factor, so nobody has lost them.
        if (session.authentication.level != Level::One && session.authentication.factor_at)
            connection_.update(kRemoveFactorReset, session.user_id);
        connection_.update(
            kAddSession, session.public_id.text(), session.token_hash, session.user_id,
            session.created_at, session.seen_at(), session.expires_at, seconds_of(session.idle_ttl),
            session.remember, session.address, session.user_agent,
            to_number(session.authentication.level), session.authentication.methods.text(),
            session.authentication.authenticated_at, session.authentication.factor_at, epoch);
        const SessionId id{connection_.last_insert_id()};
        transaction.commit();
        return stored_form(session, id);
    });
}

std::optional<SessionWithUser> MysqlSessionStore::find_by_token_hash(const Digest& token_hash) {
    return connection_.repeatable([&]() -> std::optional<SessionWithUser> {
        const auto rows = connection_.query(kFindSessionByTokenHash, token_hash);
        if (!rows->next()) return std::nullopt;
        Columns columns{*rows};
        return read_session_with_user(columns);
    });
}

Listed<Session, SessionId> MysqlSessionStore::list_by_user(UserId user, std::size_t limit) {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindSessionsByUser, user, limit);
        auto list = read_list<Listed<Session, SessionId>, SessionId>(*rows, limit, read_session);
        // The server gives them by key, which costs nothing however many there are. Keys of the
        // hosts' nodes, and their clocks, may be in a slightly different order.
        std::ranges::sort(list.found, [](const Session& a, const Session& b) {
            return std::pair{a.created_at, a.id} > std::pair{b.created_at, b.id};
        });
        return list;
    });
}

std::vector<Session> MysqlSessionStore::find_by_user(UserId user, std::size_t limit) {
    auto list = list_by_user(user, limit);
    for (const auto& row : list.damaged) log_corrupt(row);
    return std::move(list.found);
}

ListedSessions MysqlSessionStore::list(SessionId after, std::size_t limit) {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindSessionPage, after, limit);
        return read_list<ListedSessions, SessionId>(*rows, limit, read_undamaged_session);
    });
}

void MysqlSessionStore::set_last_seen(SessionId id, TimePoint now) {
    connection_.repeatable([&] { return connection_.update(kSetSessionLastSeen, now, id, now); });
}

std::size_t MysqlSessionStore::end(const Statement& revoke, const Statement& remove,
                                   const auto&... values) {
    if (connection_.update(revoke, values...) == 0) return 0;
    return connection_.update(remove, values...);
}

std::size_t MysqlSessionStore::remove_by_token_hash(const Digest& token_hash) {
    return connection_.transaction([&](Transaction& transaction) {
        const auto ended = end(kRevokeSessionByTokenHash, kRemoveSessionByTokenHash, token_hash);
        transaction.commit();
        return ended;
    });
}

std::optional<UserId> MysqlSessionStore::remove_by_public_id(
    const PublicId& id, const std::optional<AuditEntry>& audit) {
    return connection_.transaction([&](Transaction& transaction) -> std::optional<UserId> {
        const auto row = connection_.query(kLockSessionByPublicId, id.text());
        if (!row->next()) {
            transaction.rollback();
            return std::nullopt;
        }
        const UserId owner{row->getUInt64(1)};
        if (audit) {
            AuditEntry entry = *audit;
            if (!entry.user) entry.user = PublicId::parse(std::string{row->getString(2)});
            add_audit(connection_, entry);
        }
        end(kRevokeSessionByPublicId, kRemoveSessionByPublicId, id.text());
        transaction.commit();
        return owner;
    });
}

std::size_t MysqlSessionStore::remove_of_user(UserId user, const PublicId& id) {
    return connection_.transaction([&](Transaction& transaction) {
        const auto ended = end(kRevokeSessionOfUser, kRemoveSessionOfUser, user, id.text());
        transaction.commit();
        return ended;
    });
}

std::size_t MysqlSessionStore::remove_all_of_user(UserId user,
                                                  const std::optional<AuditEntry>& audit) {
    return connection_.transaction([&](Transaction& transaction) {
        const auto ended = end_sessions_of(connection_, user);
        if (audit) add_audit(connection_, *audit);
        transaction.commit();
        return ended;
    });
}

std::size_t MysqlSessionStore::remove_others_of_user(UserId user, const PublicId& kept) {
    return connection_.transaction([&](Transaction& transaction) {
        const auto ended = end_sessions_of(connection_, user, kept);
        transaction.commit();
        return ended;
    });
}

SessionId MysqlSessionStore::find_newest() {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindNewestSession);
        POSTERN_CHECK(rows->next());
        return SessionId{rows->getUInt64(1)};
    });
}

std::size_t MysqlSessionStore::remove_some(SessionId last) {
    return connection_.transaction([&](Transaction& transaction) -> std::size_t {
        // Exactly these rows in both statements: a session that commits late must not be removed
        // without a revocation.
        std::vector<std::uint64_t> ids;
        const auto rows = connection_.query(kLockSomeSessions, last, kMostAtOnce);
        while (rows->next()) ids.push_back(rows->getUInt64(1));
        if (ids.empty()) {
            connection_.update(kRemoveSignInSteps);
            const std::size_t families = remove_some_families();
            transaction.commit();
            return families;
        }
        const std::size_t count = ids.size();
        ids.resize(kMostAtOnce, ids.back());
        update_all(connection_, kRevokeUsersOfSessions, ids);
        update_all(connection_, kRemoveSessions, ids);
        transaction.commit();
        return count;
    });
}

std::size_t MysqlSessionStore::remove_some_families() {
    std::vector<std::uint64_t> ids;
    const auto rows = connection_.query(kLockSomeFamilies, kMostAtOnce);
    while (rows->next()) ids.push_back(rows->getUInt64(1));
    if (ids.empty()) return 0;
    const std::size_t count = ids.size();
    ids.resize(kMostAtOnce, ids.back());
    update_all(connection_, kRevokeUsersOfFamilies, ids);
    update_all(connection_, kRemoveFamilies, ids);
    return count;
}

std::optional<UserId> MysqlSessionStore::end_some_trust(UserId after) {
    return connection_.transaction([&](Transaction& transaction) {
        std::vector<UserId> trusting;
        std::optional<UserId> last;
        const auto rows = connection_.query(kFindDeviceOwners, after, kMostAtOnce);
        while (rows->next()) {
            Columns columns{*rows};
            last = UserId{columns.number()};
            if (columns.flag()) trusting.push_back(*last);
        }
        // The batch may end between the devices of the last user.
        if (last && (trusting.empty() || trusting.back() != *last)) trusting.push_back(*last);
        for (const UserId user : trusting) connection_.update(kEndDeviceTrust, user);
        transaction.commit();
        return last;
    });
}

std::size_t MysqlSessionStore::end_oldest(UserId user, std::size_t kept, TimePoint now) {
    std::vector<std::uint64_t> ids;
    std::size_t live = 0;
    connection_.repeatable([&] {
        ids.clear();
        live = 0;
        const auto epochs = find_epochs(connection_, user);
        if (!epochs) return;
        const auto rows = connection_.query(kFindSessionsOverLimit, now, user, epochs->session,
                                            kept, kMostAtOnce);
        while (rows->next()) {
            ids.push_back(rows->getUInt64(1));
            live += rows->getUInt64(2);
        }
    });
    if (ids.empty()) return 0;
    ids.resize(kMostAtOnce, ids.back());
    return connection_.transaction([&](Transaction& transaction) {
        update_all(connection_, kRevokeUsersOfSessions, ids);
        update_all(connection_, kRemoveSessions, ids);
        transaction.commit();
        return live;
    });
}

std::size_t MysqlSessionStore::remove_ended(std::size_t limit) {
    std::size_t removed = 0;
    while (removed < limit) {
        const auto of_one = connection_.transaction([&](Transaction& transaction) {
            const auto count = remove_ended_rows(connection_, std::nullopt, limit - removed);
            transaction.commit();
            return count;
        });
        if (!of_one) break;
        removed += *of_one;
    }
    return removed;
}

std::size_t MysqlSessionStore::remove_expired(TimePoint now, std::size_t limit) {
    // In a transaction, so that a lost connection never makes the count a guess.
    return connection_.transaction([&](Transaction& transaction) {
        const std::size_t there = connection_.query(kFindExpiredSessions, now, limit)->rowsCount();
        const std::size_t removed =
            there > 0 ? connection_.update(kRemoveExpiredSessions, now, there, now) : 0;
        transaction.commit();
        return removed;
    });
}

}  // namespace postern::store::mysql
