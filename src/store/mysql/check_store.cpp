#include "store/mysql/check_store.hpp"

#include <algorithm>
#include <tuple>

#include "postern/base/check.hpp"
#include "postern/base/log.hpp"
#include "store/mysql/check_facts.hpp"
#include "store/mysql/check_statements.hpp"
#include "store/mysql/connection/errors.hpp"
#include "store/mysql/log/profile_rows.hpp"
#include "store/mysql/token/id_text.hpp"

namespace postern::store::mysql {

namespace {

/// The look-up is prepared for a few sizes; the smallest that fits is filled up with repetitions.
struct Batch {
    std::size_t size;
    const Statement& statement;
};
constexpr Batch kBatches[] = {
    {1, kCheckSessions1}, {4, kCheckSessions4}, {16, kCheckSessions16}, {64, kCheckSessions64}};
constexpr std::size_t kLargestBatch = 64;

const Batch& batch_for(std::size_t count) {
    return *std::ranges::find_if(kBatches, [&](const Batch& b) { return b.size >= count; });
}

[[noreturn]] void revision_is_missing() {
    throw StoreError{"site_revision has lost its row", false};
}

/// Those of before, where they are the same: workers compile new ones only.
std::shared_ptr<const std::string> read_rules(Columns& columns,
                                              const std::shared_ptr<const std::string>& before) {
    if (columns.is_null()) return nullptr;
    std::string text = columns.text();
    if (before && *before == text) return before;
    return std::make_shared<const std::string>(std::move(text));
}

/// A client that has the password is the user at every site.
Scopes scopes_of_password() {
    Scopes scopes;
    scopes.add_all_sites();
    return scopes;
}

UserFacts read_user_facts(Columns& columns, UserId user) {
    UserFacts facts;
    const bool is_whole = read_facts(columns.text(), facts.groups) &&
                          read_facts(columns.text(), facts.roles) &&
                          read_facts(columns.text(), facts.roles);
    // Not all groups and roles are known then, and nobody passes as somebody with fewer of them.
    if (!is_whole) throw CorruptRow{"user", static_cast<std::uint64_t>(user)};
    return facts;
}

}  // namespace

MysqlCheckStore::Found MysqlCheckStore::read_found(Columns& columns) {
    Found found{read_checked_session(columns), {}};
    found.facts = read_user_facts(columns, found.session.user.id);
    return found;
}

CheckedToken MysqlCheckStore::read_access(Columns& columns) {
    const std::uint64_t id = columns.number();
    auto scopes = Scopes::parse(columns.text());
    std::string site = columns.text();
    const auto authentication = read_authentication(columns);
    const TimePoint expires_at = columns.time();
    const bool has_session = !columns.is_null();
    const auto session_hash = to_digest(columns.text());
    if (!scopes || !authentication || !is_time(expires_at) || (has_session && !session_hash))
        throw CorruptRow{"token_family", id};
    User user = read_checked_user(columns);
    const UserId owner = user.id;
    return {.user = std::move(user),
            .facts = read_user_facts(columns, owner),
            .scopes = std::move(*scopes),
            .site = std::move(site),
            .assurance = authentication->assurance(),
            .expires_at = expires_at,
            .session_hash = has_session ? session_hash : std::nullopt};
}

CheckedToken MysqlCheckStore::read_personal(Columns& columns) {
    const std::uint64_t id = columns.number();
    auto scopes = Scopes::parse(columns.text());
    const auto level = to_level(columns.number());
    const TimePoint created_at = columns.time();
    const TimePoint expires_at = columns.time();
    if (!scopes || !level || !is_time(created_at) || !is_time(expires_at))
        throw CorruptRow{"personal_token", id};
    User user = read_checked_user(columns);
    const UserId owner = user.id;
    return {.user = std::move(user),
            .facts = read_user_facts(columns, owner),
            .scopes = std::move(*scopes),
            .assurance = {*level, created_at},
            .expires_at = expires_at,
            .id = PersonalTokenId{id}};
}

CheckedToken MysqlCheckStore::read_user_of_password(Columns& columns) {
    User user = read_checked_user(columns);
    const UserId owner = user.id;
    return {.user = std::move(user),
            .facts = read_user_facts(columns, owner),
            .scopes = scopes_of_password(),
            .expires_at = kLastTime};
}

std::vector<CheckRow> MysqlCheckStore::find(std::span<const CheckKey> keys) {
    POSTERN_CHECK(!keys.empty());
    return connection_.repeatable([&] { return find_once(keys); });
}

std::vector<CheckRow> MysqlCheckStore::find_once(std::span<const CheckKey> keys) {
    std::vector<const Digest*> hashes;
    hashes.reserve(keys.size());
    for (const CheckKey& key : keys)
        if (key.token_hash) hashes.push_back(&*key.token_hash);

    Sessions sessions;
    std::uint64_t revision = 0;
    if (hashes.empty()) revision = find_revision();
    for (std::span<const Digest* const> rest{hashes}; !rest.empty();) {
        const auto part = rest.first(std::min(rest.size(), kLargestBatch));
        revision = find_sessions(part, sessions);
        rest = rest.subspan(part.size());
    }
    if (edition_ != Edition{connection_.session_number(), revision}) load_sites();

    std::vector<CheckRow> rows(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) {
        rows[i].sites_revision = edition_.revision;
        if (const auto site = sites_.find(keys[i].site_name); site != sites_.end())
            std::tie(rows[i].site, rows[i].rules) = std::tie(site->second.site, site->second.rules);
        rows[i].token = find_token(keys[i]);
        if (keys[i].wants_profile && rows[i].token)
            rows[i].token->profile = find_profile(rows[i].token->user.id);
        if (!keys[i].token_hash) continue;
        if (const auto found = sessions.find(*keys[i].token_hash); found != sessions.end()) {
            rows[i].session = found->second.session;
            rows[i].facts = found->second.facts;
            if (keys[i].wants_profile)
                rows[i].profile = find_profile(found->second.session.user.id);
        }
    }
    return rows;
}

std::uint64_t MysqlCheckStore::find_sessions(std::span<const Digest* const> hashes,
                                             Sessions& sessions) {
    const Batch& batch = batch_for(hashes.size());
    sql::PreparedStatement& statement = connection_.prepared(batch.statement);
    for (std::size_t i = 0; i < batch.size; ++i)
        set_parameter(statement, static_cast<unsigned int>(i + 1),
                      *hashes[std::min(i, hashes.size() - 1)]);
    const std::unique_ptr<sql::ResultSet> rows{statement.executeQuery()};

    std::uint64_t revision = 0;
    bool has_revision = false;
    while (rows->next()) {
        Columns columns{*rows};
        revision = columns.number();
        has_revision = true;
        if (columns.is_null()) continue;  // the row that only carries the revision
        const auto hash = to_digest(columns.text());
        try {
            if (hash) sessions.try_emplace(*hash, read_found(columns));
        } catch (const CorruptRow& corrupt) {
            // It is no session then; the other checks of the batch must not suffer for it.
            log_corrupt(corrupt);
        }
    }
    if (!has_revision) revision_is_missing();
    return revision;
}

std::optional<CheckedToken> MysqlCheckStore::find_token(const CheckKey& key) {
    if (const AccessTokenKey* const access = key.access) {
        // The columns are ascii.
        if (!is_kid(access->kid) || !is_token_id(access->id) || !PublicId::parse(access->family))
            return std::nullopt;
        return find_token(read_access, kCheckAccessToken, access->kid, access->id, access->family);
    }
    if (key.personal) return find_token(read_personal, kCheckPersonalToken, *key.personal);
    if (key.user) return find_token(read_user_of_password, kCheckUser, key.user->text());
    return std::nullopt;
}

std::optional<CheckedToken> MysqlCheckStore::find_token(CheckedToken (*read)(Columns&),
                                                        const Statement& statement,
                                                        const auto&... values) {
    const auto rows = connection_.query(statement, values...);
    if (!rows->next()) return std::nullopt;
    Columns columns{*rows};
    try {
        return read(columns);
    } catch (const CorruptRow& corrupt) {
        // It is no token then; the other checks of the batch must not suffer for it.
        log_corrupt(corrupt);
        return std::nullopt;
    }
}

std::optional<ProfileValues> MysqlCheckStore::find_profile(UserId user) {
    try {
        return read_profile_values(connection_, user);
    } catch (const sql::SQLException& error) {
        // As when the gate's user lacks the privilege. The other checks of the batch, and those of
        // other sites, must not suffer for it.
        const int code = error.getErrorCode();
        if (classify(code) != Fault::Mistake) throw;
        if (const auto count = unreadable_profiles_.admit(std::chrono::steady_clock::now()))
            log::error("gate_profile_unreadable",
                       {{"error", code}, {"reason", trim(words_of(code))}, {"count", *count}});
        return std::nullopt;
    }
}

std::uint64_t MysqlCheckStore::find_revision() {
    const auto rows = connection_.query(kFindSiteRevision);
    if (!rows->next()) revision_is_missing();
    return rows->getUInt64(1);
}

void MysqlCheckStore::load_sites() {
    const auto rows = connection_.query(kFindSiteCatalogue);
    decltype(sites_) sites;
    Edition edition{connection_.session_number(), 0};
    bool has_revision = false;
    while (rows->next()) {
        Columns columns{*rows};
        edition.revision = columns.number();
        has_revision = true;
        if (columns.is_null()) continue;  // there are no sites
        try {
            Site site = read_checked_site(columns);
            const auto old = sites_.find(site.name);
            auto rules = read_rules(columns, old == sites_.end() ? nullptr : old->second.rules);
            std::string name = site.name;
            sites.try_emplace(std::move(name), KnownSite{std::move(site), std::move(rules)});
        } catch (const CorruptRow& corrupt) {
            log_corrupt(corrupt);
        }
    }
    if (!has_revision) revision_is_missing();
    sites_ = std::move(sites);
    edition_ = edition;
}

}  // namespace postern::store::mysql
