#include "store/mysql/token/personal_token_store.hpp"

#include <algorithm>

#include "postern/base/check.hpp"
#include "store/mysql/connection/batches.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/log/audit_rows.hpp"
#include "store/mysql/log/outbox_rows.hpp"
#include "store/mysql/log/revocation_rows.hpp"
#include "store/mysql/token/personal_token_statements.hpp"

namespace postern::store::mysql {

namespace {

/// The update is prepared for a few sizes; the smallest that fits is filled up with repetitions.
struct Batch {
    std::size_t size;
    const Statement& statement;
};
constexpr Batch kBatches[] = {
    {1, kSetTokensUsed1}, {10, kSetTokensUsed10}, {100, kSetTokensUsed100}};
constexpr std::size_t kLargestBatch = 100;

/// Each token once, with its latest use, by id: all who update many go in the same order, so that
/// they don't lock each other out.
std::vector<PersonalTokenUse> in_order(std::span<const PersonalTokenUse> uses) {
    std::vector<PersonalTokenUse> sorted{uses.begin(), uses.end()};
    std::ranges::sort(sorted, [](const PersonalTokenUse& a, const PersonalTokenUse& b) {
        return a.id != b.id ? a.id < b.id : a.used_at > b.used_at;
    });
    const auto same = [](const PersonalTokenUse& a, const PersonalTokenUse& b) {
        return a.id == b.id;
    };
    sorted.erase(std::unique(sorted.begin(), sorted.end(), same), sorted.end());
    return sorted;
}

PersonalToken read_token(Columns& columns) {
    const std::uint64_t id = columns.number();
    auto public_id = PublicId::parse(columns.text());
    const UserId user{columns.number()};
    std::string name = columns.text();
    auto scopes = Scopes::parse(columns.text());
    const auto level = to_level(columns.number());
    const TimePoint created_at = columns.time();
    std::string address = columns.text();
    const TimePoint expires_at = columns.time();
    const auto last_used_at = read_optional_time(columns);
    if (!public_id || !scopes || !level || !is_time(created_at) || !is_time(expires_at) ||
        (last_used_at && !is_time(*last_used_at)))
        throw CorruptRow{"personal_token", id};
    return {.id = PersonalTokenId{id},
            .public_id = std::move(*public_id),
            .user_id = user,
            .name = std::move(name),
            .scopes = std::move(*scopes),
            .level = *level,
            .created_at = created_at,
            .address = std::move(address),
            .expires_at = expires_at,
            .last_used_at = last_used_at};
}

PersonalTokenWithUser read_token_with_user(Columns& columns) {
    PersonalToken token = read_token(columns);
    return {std::move(token), read_user(columns)};
}

}  // namespace

bool MysqlPersonalTokenStore::has_too_many(UserId user, std::size_t most, TimePoint now) {
    const auto row = connection_.query(kCountPersonalTokens, user, now);
    POSTERN_CHECK(row->next());
    return row->getUInt64(1) >= most;
}

PersonalTokenStore::Added MysqlPersonalTokenStore::add(const PersonalToken& token,
                                                       const Digest& digest, std::size_t most,
                                                       const SideEffects& effects) {
    return connection_.transaction([&](Transaction& transaction) {
        const auto refuse = [&](Added why) {
            transaction.rollback();
            return why;
        };
        if (!connection_.query(kLockOwnerOfTokens, token.user_id)->next())
            return refuse(Added::UserGone);
        if (has_too_many(token.user_id, most, token.created_at)) return refuse(Added::TooMany);
        connection_.update(kAddPersonalToken, token.public_id.text(), token.user_id, digest,
                           token.name, token.scopes.text(), to_number(token.level),
                           token.created_at, token.address, token.expires_at);
        for (const NewMail& mail : effects.mails) add_mail(connection_, mail);
        add_audit(connection_, effects.audit);
        if (effects.second_audit) add_audit(connection_, *effects.second_audit);
        transaction.commit();
        return Added::Yes;
    });
}

std::optional<PersonalTokenWithUser> MysqlPersonalTokenStore::find_within(const Digest& digest) {
    const auto rows = connection_.query(kFindPersonalToken, digest);
    if (!rows->next()) return std::nullopt;
    Columns columns{*rows};
    return read_token_with_user(columns);
}

std::optional<PersonalTokenWithUser> MysqlPersonalTokenStore::find(const Digest& digest) {
    return connection_.repeatable([&] { return find_within(digest); });
}

std::vector<PersonalToken> MysqlPersonalTokenStore::find_by_user(UserId user, TimePoint now) {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindPersonalTokensOfUser, user, now);
        return read_readable<PersonalToken>(*rows, read_token);
    });
}

std::vector<PersonalTokenWithUser> MysqlPersonalTokenStore::list(
    PersonalTokenId after, std::optional<TimePoint> unused_since, TimePoint now,
    std::size_t limit) {
    POSTERN_CHECK(limit > 0);
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindPersonalTokenPage, after, now,
                                            unused_since.value_or(kLastTime), limit);
        return read_readable<PersonalTokenWithUser>(*rows, read_token_with_user);
    });
}

std::optional<PersonalTokenWithUser> MysqlPersonalTokenStore::remove(const PublicId& id,
                                                                     std::optional<UserId> user,
                                                                     const AuditEntry& audit) {
    using Removed = std::optional<PersonalTokenWithUser>;
    return connection_.transaction([&](Transaction& transaction) -> Removed {
        const auto refuse = [&] {
            transaction.rollback();
            return std::nullopt;
        };
        const auto row = connection_.query(kLockPersonalToken, id.text());
        if (!row->next()) return refuse();
        const auto digest = to_digest(std::string{row->getString(1)});
        POSTERN_CHECK(digest);
        auto found = find_within(*digest);
        if (!found || (user && found->token.user_id != *user)) return refuse();
        connection_.update(kRemovePersonalToken, *digest);
        revoke_digest(connection_, *digest);
        AuditEntry entry = audit;
        if (!entry.user) entry.user = found->user.public_id;
        add_audit(connection_, entry);
        transaction.commit();
        return found;
    });
}

void MysqlPersonalTokenStore::set_last_used(std::span<const PersonalTokenUse> uses) {
    const std::vector<PersonalTokenUse> sorted = in_order(uses);
    for (std::span<const PersonalTokenUse> rest{sorted}; !rest.empty();) {
        const auto part = rest.first(std::min(rest.size(), kLargestBatch));
        connection_.repeatable([&] { set_batch(part); });
        rest = rest.subspan(part.size());
    }
}

void MysqlPersonalTokenStore::set_batch(std::span<const PersonalTokenUse> uses) {
    const Batch& batch =
        *std::ranges::find_if(kBatches, [&](const Batch& b) { return b.size >= uses.size(); });
    sql::PreparedStatement& statement = connection_.prepared(batch.statement);
    unsigned int index = 0;
    for (std::size_t i = 0; i < batch.size; ++i) {
        const PersonalTokenUse& one = uses[std::min(i, uses.size() - 1)];
        set_parameter(statement, ++index, one.id);
        set_parameter(statement, ++index, one.used_at);
    }
    statement.executeUpdate();
}

std::size_t MysqlPersonalTokenStore::remove_expired(TimePoint before, std::size_t limit) {
    return remove_found(
        connection_, [&] { return connection_.query(kFindExpiredPersonalTokens, before, limit); },
        [&](std::size_t there) {
            return connection_.update(kRemoveExpiredPersonalTokens, before, there);
        });
}

}  // namespace postern::store::mysql
