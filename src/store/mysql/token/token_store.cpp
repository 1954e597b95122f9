#include "store/mysql/token/token_store.hpp"

#include <utility>

#include "postern/base/check.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/crypto/token/credential.hpp"
#include "store/mysql/connection/batches.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/factor/spending.hpp"
#include "store/mysql/log/audit_rows.hpp"
#include "store/mysql/log/outbox_rows.hpp"
#include "store/mysql/log/revocation_rows.hpp"
#include "store/mysql/token/id_text.hpp"
#include "store/mysql/token/token_statements.hpp"

namespace postern::store::mysql {

namespace {

/// There is more than one over the limit only when the limit was lowered.
constexpr std::size_t kMostOverLimit = 100;

std::uint64_t seconds_of(std::chrono::seconds duration) {
    return static_cast<std::uint64_t>(duration.count());
}

TokenFamily read_family(Columns& columns) {
    const std::uint64_t id = columns.number();
    auto public_id = PublicId::parse(columns.text());
    const UserId user{columns.number()};
    const std::string session = columns.text();
    auto session_id = PublicId::parse(session);
    std::string name = columns.text();
    auto scopes = Scopes::parse(columns.text());
    std::string site = columns.text();
    const auto authentication = read_authentication(columns);
    const TimePoint created_at = columns.time();
    std::string address = columns.text();
    std::string user_agent = columns.text();
    const TimePoint used_at = columns.time();
    const TimePoint expires_at = columns.time();
    const std::chrono::seconds idle_ttl{columns.number()};
    const auto counter = static_cast<std::uint32_t>(columns.number());
    const TimePoint counter_at = columns.time();
    std::string sealed_seed = columns.text();
    const auto revoked_at = read_optional_time(columns);
    if (!public_id || (!session.empty() && !session_id) || !scopes || !authentication ||
        !is_time(created_at) || !is_time(used_at) || !is_time(expires_at) || !is_time(counter_at) ||
        (revoked_at && !is_time(*revoked_at)))
        throw CorruptRow{"token_family", id};
    return {.id = FamilyId{id},
            .public_id = std::move(*public_id),
            .user_id = user,
            .session = std::move(session_id),
            .name = std::move(name),
            .scopes = std::move(*scopes),
            .site = std::move(site),
            .authentication = *authentication,
            .created_at = created_at,
            .address = std::move(address),
            .user_agent = std::move(user_agent),
            .used_at = used_at,
            .expires_at = expires_at,
            .idle_ttl = idle_ttl,
            .counter = counter,
            .counter_at = counter_at,
            .sealed_seed = std::move(sealed_seed),
            .revoked_at = revoked_at};
}

FamilyWithUser read_family_with_user(Columns& columns) {
    TokenFamily family = read_family(columns);
    const bool is_current = columns.flag();
    const bool session_lives = columns.flag();
    return {.family = std::move(family),
            .user = read_user(columns),
            .is_current = is_current,
            .session_lives = session_lives};
}

bool is_live(const FamilyWithUser& found, TimePoint now) {
    return !found.family.revoked_at && found.is_current && found.session_lives &&
           ends_at(found.family) > now;
}

}  // namespace

// --- granting

Result<FamilyId, NotOpened> MysqlTokenStore::add(const TokenFamily& family,
                                                 const Spending& spending, std::size_t kept,
                                                 TimePoint now) {
    POSTERN_CHECK(kept > 0);
    using Granted = Result<FamilyId, NotOpened>;
    return connection_.transaction([&](Transaction& transaction) -> Granted {
        const auto refuse = [&](NotOpened why) {
            transaction.rollback();
            return fail(why);
        };
        const auto user = connection_.query(kLockGrantee, family.user_id);
        if (!user->next()) return refuse(NotOpened::UserGone);
        const std::uint64_t epoch = user->getUInt64(1);
        const Spender spender{family.user_id, epoch, now};
        if (const auto unspent = spend(connection_, spending, spender)) return refuse(*unspent);
        if (const auto& session = family.session;
            session &&
            !connection_.query(kHasLiveSession, session->text(), family.user_id, epoch, now)
                 ->next())
            return refuse(NotOpened::SessionGone);
        const FamilyId id = insert(family, epoch);
        end_over_limit(family.user_id, kept, now);
        transaction.commit();
        return id;
    });
}

FamilyId MysqlTokenStore::insert(const TokenFamily& family, std::uint64_t epoch) {
    const auto key_id = crypto::sealed_by(family.sealed_seed);
    POSTERN_CHECK(key_id);
    const Authentication& proof = family.authentication;
    connection_.update(kAddFamily, family.public_id.text(), family.user_id, epoch,
                       family.session ? std::string_view{family.session->text()} : "", family.name,
                       family.scopes.text(), family.site, to_number(proof.level),
                       proof.methods.text(), proof.authenticated_at, proof.factor_at,
                       family.created_at, family.address, family.user_agent, family.used_at,
                       family.address, family.expires_at, seconds_of(family.idle_ttl),
                       family.counter, family.counter_at, family.sealed_seed, *key_id);
    return FamilyId{connection_.last_insert_id()};
}

void MysqlTokenStore::end_over_limit(UserId user, std::size_t kept, TimePoint now) {
    std::vector<PublicId> over;
    const auto rows = connection_.query(kFindFamiliesOverLimit, user, now, kept, kMostOverLimit);
    while (rows->next())
        if (auto id = PublicId::parse(std::string{rows->getString(1)})) over.push_back(*id);
    for (const PublicId& id : over) end(id, FamilyEnd::Limit, now);
}

void MysqlTokenStore::end(const PublicId& id, FamilyEnd why, TimePoint now) {
    if (connection_.update(kRevokeFamily, now, to_text(why), id.text()) == 1)
        revoke_digest(connection_, crypto::family_digest(id.text()));
}

// --- using

std::optional<FamilyWithUser> MysqlTokenStore::find_within(const PublicId& id) {
    const auto rows = connection_.query(kFindFamily, id.text());
    if (!rows->next()) return std::nullopt;
    Columns columns{*rows};
    return read_family_with_user(columns);
}

std::optional<FamilyWithUser> MysqlTokenStore::lock(const PublicId& id) {
    if (!connection_.query(kLockFamily, id.text())->next()) return std::nullopt;
    return find_within(id);
}

std::optional<FamilyWithUser> MysqlTokenStore::find(const PublicId& id) {
    return connection_.repeatable([&] { return find_within(id); });
}

std::optional<FamilyWithUser> MysqlTokenStore::use(
    const PublicId& id, const std::function<FamilyUse(const FamilyWithUser&)>& decide) {
    return connection_.transaction([&](Transaction& transaction) {
        auto found = lock(id);
        if (found) carry_out(decide(*found), found->family);
        transaction.commit();
        return found;
    });
}

void MysqlTokenStore::carry_out(const FamilyUse& use, const TokenFamily& family) {
    switch (use.what) {
        case FamilyUse::What::Nothing:
            break;
        case FamilyUse::What::Advance:
            connection_.update(kAdvanceFamily, use.now, use.now, use.address, family.id);
            break;
        case FamilyUse::What::Revoke:
            end(family.public_id, use.end, use.now);
            break;
    }
    if (use.audit) add_audit(connection_, *use.audit);
    for (const NewMail& mail : use.mails) add_mail(connection_, mail);
}

// --- listing and ending

std::vector<TokenFamily> MysqlTokenStore::find_by_user(UserId user, TimePoint now,
                                                       std::size_t limit) {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindFamiliesOfUser, user, now, limit);
        return read_readable<TokenFamily>(*rows, read_family);
    });
}

std::vector<FamilyWithUser> MysqlTokenStore::list(FamilyId after, TimePoint now,
                                                  std::size_t limit) {
    POSTERN_CHECK(limit > 0);
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindFamilyPage, after, now, limit);
        return read_readable<FamilyWithUser>(*rows, read_family_with_user);
    });
}

std::optional<UserId> MysqlTokenStore::revoke(const PublicId& id, std::optional<UserId> user,
                                              FamilyEnd why, TimePoint now,
                                              const std::optional<AuditEntry>& audit) {
    return connection_.transaction([&](Transaction& transaction) -> std::optional<UserId> {
        const auto found = lock(id);
        const bool ends =
            found && is_live(*found, now) && (!user || found->family.user_id == *user);
        if (ends) end(id, why, now);
        if (ends && audit) add_audit(connection_, *audit);
        transaction.commit();
        return ends ? std::optional{found->family.user_id} : std::nullopt;
    });
}

// --- single access tokens

bool MysqlTokenStore::deny(std::string_view token_id, UserId user, TimePoint expires_at,
                           TimePoint now) {
    if (!is_token_id(token_id)) return false;  // the column is ascii
    return connection_.transaction([&](Transaction& transaction) {
        const bool denied = connection_.update(kDenyToken, token_id, user, expires_at, now) == 1;
        if (denied) revoke_digest(connection_, crypto::token_id_digest(token_id));
        transaction.commit();
        return denied;
    });
}

bool MysqlTokenStore::is_denied(std::string_view token_id) {
    if (!is_token_id(token_id)) return false;
    return connection_.repeatable(
        [&] { return connection_.query(kIsDeniedToken, token_id)->next(); });
}

// --- purging

std::size_t MysqlTokenStore::remove_ended(TimePoint now, std::size_t limit) {
    const TimePoint ended_before = now - kEndedFamiliesKept;
    const std::size_t families = remove_found(
        connection_, [&] { return connection_.query(kFindEndedFamilies, ended_before, limit); },
        [&](std::size_t there) {
            return connection_.update(kRemoveEndedFamilies, ended_before, there, ended_before);
        });
    if (families >= limit) return families;
    const TimePoint expired_before = now - kDenialsKept;
    const std::size_t left = limit - families;
    return families + remove_found(
                          connection_,
                          [&] { return connection_.query(kFindOldDenials, expired_before, left); },
                          [&](std::size_t there) {
                              return connection_.update(kRemoveOldDenials, expired_before, there);
                          });
}

}  // namespace postern::store::mysql
