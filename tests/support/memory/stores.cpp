#include "support/memory/stores.hpp"

#include <algorithm>
#include <set>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/password/imported_hash.hpp"

namespace postern::test {

namespace {

/// Ends the sessions that `is_meant` and revokes each of them.
template <class IsMeant>
std::size_t end_sessions(MemoryState& state, IsMeant is_meant) {
    return std::erase_if(state.sessions, [&](const auto& entry) {
        if (!is_meant(entry.second)) return false;
        state.revoke(entry.second.token_hash, std::nullopt);
        return true;
    });
}

void forget_what_checks_do_not_read(User& user) {
    user.language.clear();
    user.time_zone.clear();
    user.email_verified_at.reset();
    user.delete_at.reset();
}

void move_last_seen(MemoryState& state, SessionId id, TimePoint now) {
    const auto found = state.sessions.find(id);
    if (found == state.sessions.end()) return;
    TimePoint& last_seen = found->second.session.last_seen_at;
    last_seen = std::max(last_seen, now);
}

}  // namespace

// --- users

StoredUser* MemoryUserStore::find(UserId id) {
    const auto found = state_.users.find(id);
    return found == state_.users.end() ? nullptr : &found->second;
}

std::optional<store::UserWithPassword> MemoryUserStore::find_by_email(const EmailAddress& email) {
    state_.begin_call();
    for (const auto& [id, stored] : state_.users)
        if (stored.user.email == email)
            return store::UserWithPassword{stored.user, stored.password_hash};
    return std::nullopt;
}

std::optional<store::UserWithPassword> MemoryUserStore::find_by_username(const Username& name) {
    state_.begin_call();
    for (const auto& [id, stored] : state_.users)
        if (stored.user.username == name)
            return store::UserWithPassword{stored.user, stored.password_hash};
    return std::nullopt;
}

std::optional<User> MemoryUserStore::find_by_public_id(const PublicId& public_id) {
    state_.begin_call();
    for (const auto& [id, stored] : state_.users)
        if (stored.user.public_id == public_id) return stored.user;
    return std::nullopt;
}

std::optional<UserRow> MemoryUserStore::find_row(std::string_view email_or_id) {
    const auto email = EmailAddress::parse(email_or_id);
    const auto name = Username::parse(email_or_id);
    const auto key = store::key_of_row("user", email_or_id);
    state_.begin_call();
    for (const auto& [id, stored] : state_.users)
        if (stored.user.email == email || stored.user.public_id.text() == email_or_id ||
            (name && stored.user.username == *name) || (key && id == UserId{*key}))
            return stored.user;
    return std::nullopt;
}

std::vector<User> MemoryUserStore::find_page(UserId after, std::size_t limit) {
    POSTERN_CHECK(limit > 0);
    state_.begin_call();
    std::vector<User> page;
    for (auto it = state_.users.upper_bound(after); it != state_.users.end(); ++it) {
        if (page.size() == limit) break;
        page.push_back(it->second.user);
    }
    return page;
}

namespace {

bool matches(const User& user, const store::UserFilter& filter) {
    const std::string part = to_ascii_lower(filter.search);
    const auto has = [&](const std::string& text) {
        return to_ascii_lower(text).find(part) != std::string::npos;
    };
    return (!filter.only_disabled || user.disabled) &&
           (has(user.email.text()) || has(user.display_name.text()) ||
            (user.username && has(user.username->text())) ||
            user.public_id.text() == filter.search);
}

}  // namespace

store::ListedUsers MemoryUserStore::list(const store::UserFilter& filter, UserId after,
                                         std::size_t limit) {
    POSTERN_CHECK(limit > 0);
    state_.begin_call();
    store::ListedUsers page;
    for (auto it = state_.users.upper_bound(after); it != state_.users.end(); ++it) {
        const User& user = it->second.user;
        if (!matches(user, filter)) continue;
        page.found.push_back(user);
        page.last = user.id;
        page.complete = page.found.size() < limit;
        if (!page.complete) break;
    }
    return page;
}

Result<User, store::AddUserError> MemoryUserStore::add(const NewUser& user) {
    state_.begin_call();
    const auto added = state_.add_user(user);
    if (!added) return fail(added.error());
    return *added;
}

std::optional<TimePoint> MemoryUserStore::find_password_changed_at(UserId id) {
    state_.begin_call();
    const StoredUser* const stored = find(id);
    const bool has_password = stored && stored->password_hash != crypto::kNoPassword;
    return has_password ? std::optional{stored->password_changed_at} : std::nullopt;
}

bool MemoryUserStore::set_password_hash(UserId id, std::string_view phc, TimePoint now,
                                        std::optional<std::string_view> only_if) {
    state_.begin_call();
    StoredUser* const stored = find(id);
    if (!stored || (only_if && stored->password_hash != *only_if)) return false;
    stored->password_hash = phc;
    if (!only_if) stored->password_changed_at = now;
    return true;
}

// --- sessions

Result<Session, store::NotOpened> MemorySessionStore::add(const NewSession& session,
                                                          const store::Spending& spending) {
    state_.begin_call();
    const auto owner = state_.users.find(session.user_id);
    if (owner == state_.users.end()) return fail(store::NotOpened::UserGone);
    const User& user = owner->second.user;
    if (user.disabled || user.delete_at || user.waiting_since)
        return fail(store::NotOpened::UserGone);
    if (const auto missing = state_.spend(spending, session.user_id, session.seen_at()))
        return fail(*missing);
    if (session.authentication.factor_at && session.authentication.level != Level::One)
        state_.factor_resets.erase(session.user_id);
    if (!spending.replaced_token_hash) state_.note_sign_in(session.user_id, session.seen_at());
    const Session added{.id = SessionId{state_.next_key()},
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
    state_.sessions.emplace(added.id, StoredSession{added, session.token_hash});
    return added;
}

std::optional<SessionWithUser> MemorySessionStore::find_by_token_hash(const Digest& token_hash) {
    state_.begin_call();
    return state_.find_session(token_hash);
}

store::Listed<Session, SessionId> MemorySessionStore::list_by_user(UserId user, std::size_t limit) {
    return {.found = find_by_user(user, limit)};
}

std::vector<Session> MemorySessionStore::find_by_user(UserId user, std::size_t limit) {
    state_.begin_call();
    std::vector<Session> found;
    for (const auto& [id, stored] : state_.sessions)
        if (stored.session.user_id == user) found.push_back(stored.session);
    std::ranges::sort(found, [](const Session& a, const Session& b) {
        return std::pair{a.created_at, a.id} > std::pair{b.created_at, b.id};
    });
    if (found.size() > limit) found.erase(found.begin() + static_cast<long>(limit), found.end());
    return found;
}

store::ListedSessions MemorySessionStore::list(SessionId after, std::size_t limit) {
    state_.begin_call();
    store::ListedSessions page;
    for (auto it = state_.sessions.upper_bound(after); it != state_.sessions.end(); ++it) {
        const Session& session = it->second.session;
        page.found.push_back({session, state_.users.at(session.user_id).user});
        page.last = session.id;
        page.complete = page.found.size() < limit;
        if (!page.complete) break;
    }
    return page;
}

void MemorySessionStore::set_last_seen(SessionId id, TimePoint now) {
    state_.begin_call();
    move_last_seen(state_, id, now);
}

std::size_t MemorySessionStore::remove_by_token_hash(const Digest& token_hash) {
    state_.begin_call();
    return end_sessions(state_, [&](const StoredSession& s) { return s.token_hash == token_hash; });
}

std::optional<UserId> MemorySessionStore::remove_by_public_id(
    const PublicId& id, const std::optional<AuditEntry>& audit) {
    state_.begin_call();
    std::optional<UserId> owner;
    end_sessions(state_, [&](const StoredSession& s) {
        if (s.session.public_id != id) return false;
        owner = s.session.user_id;
        return true;
    });
    if (owner && audit) {
        AuditEntry entry = *audit;
        if (!entry.user) entry.user = state_.users.at(*owner).user.public_id;
        state_.add_audit(entry);
    }
    return owner;
}

std::size_t MemorySessionStore::remove_of_user(UserId user, const PublicId& id) {
    state_.begin_call();
    return end_sessions(state_, [&](const StoredSession& s) {
        return s.session.user_id == user && s.session.public_id == id;
    });
}

std::size_t MemorySessionStore::remove_all_of_user(UserId user,
                                                   const std::optional<AuditEntry>& audit) {
    state_.begin_call();
    if (audit) state_.add_audit(*audit);
    return state_.end_sessions_of(user);
}

std::size_t MemorySessionStore::remove_others_of_user(UserId user, const PublicId& kept) {
    state_.begin_call();
    return state_.end_other_sessions(user, kept);
}

std::size_t MemorySessionStore::end_oldest(UserId user, std::size_t kept, TimePoint now) {
    std::vector<Session> oldest = find_by_user(user, state_.sessions.size());
    oldest.erase(oldest.begin(), oldest.begin() + static_cast<long>(std::min(kept, oldest.size())));
    std::set<SessionId> ids;
    std::size_t live = 0;
    for (const Session& session : oldest) {
        if (ids.size() == kMostAtOnce) break;
        ids.insert(session.id);
        live += session.expires_at > now && session.last_seen_at + session.idle_ttl > now ? 1 : 0;
    }
    if (ids.empty()) return 0;
    std::erase_if(state_.sessions, [&](const auto& entry) { return ids.contains(entry.first); });
    state_.revoke(std::nullopt, user);
    return live;
}

SessionId MemorySessionStore::find_newest() {
    state_.begin_call();
    return state_.sessions.empty() ? SessionId{0} : state_.sessions.rbegin()->first;
}

std::size_t MemorySessionStore::remove_some(SessionId last) {
    state_.begin_call();
    std::set<UserId> users;
    std::size_t removed = 0;
    for (auto it = state_.sessions.begin();
         it != state_.sessions.end() && it->first <= last && removed < kMostAtOnce; ++removed) {
        users.insert(it->second.session.user_id);
        it = state_.sessions.erase(it);
    }
    if (removed == 0) {
        state_.sign_in_steps.clear();
        auto& families = state_.families;
        for (; !families.empty() && removed < kMostAtOnce; ++removed) {
            users.insert(families.begin()->second.family.user_id);
            families.erase(families.begin());
        }
    }
    for (const UserId user : users) state_.revoke(std::nullopt, user);
    return removed;
}

std::optional<UserId> MemorySessionStore::end_some_trust(UserId after) {
    state_.begin_call();
    std::optional<UserId> last;
    std::size_t devices = 0;
    for (const auto& [key, last_used_at] : state_.known_devices) {
        if (key.first <= after) continue;
        if (++devices > kMostAtOnce) break;
        last = key.first;
        state_.end_device_trust(key.first);
    }
    return last;
}

std::size_t MemorySessionStore::remove_ended(std::size_t /*limit*/) {
    state_.begin_call();
    return 0;  // here what has ended is gone
}

std::size_t MemorySessionStore::remove_expired(TimePoint now, std::size_t limit) {
    state_.begin_call();
    std::size_t removed = 0;
    std::erase_if(state_.sessions, [&](const auto& entry) {
        const Session& session = entry.second.session;
        const bool over =
            session.expires_at <= now || session.last_seen_at + session.idle_ttl <= now;
        return over && removed < limit && ++removed > 0;
    });
    return removed;
}

// --- sites

std::optional<Site> MemorySiteStore::find_by_name(std::string_view name) {
    state_.begin_call();
    const auto found = state_.sites.find(name);
    if (found == state_.sites.end()) return std::nullopt;
    return found->second;
}

std::vector<Site> MemorySiteStore::find_all() {
    state_.begin_call();
    std::vector<Site> all;
    for (const auto& [name, site] : state_.sites) all.push_back(site);
    return all;
}

Result<Site, store::AddSiteError> MemorySiteStore::add(const NewSite& site,
                                                       const AuditEntry& audit) {
    state_.begin_call();
    if (state_.sites.contains(site.name)) return fail(store::AddSiteError::NameTaken);
    const Site added{.id = SiteId{state_.next_key()},
                     .name = site.name,
                     .origin = site.origin,
                     .policy = site.policy,
                     .created_at = site.created_at,
                     .demand = site.demand,
                     .tokens = site.tokens,
                     .title = site.title,
                     .description = site.description,
                     .contact = site.contact,
                     .registration = site.registration};
    state_.sites.emplace(site.name, added);
    finish_change(audit);
    return added;
}

void MemorySiteStore::finish_change(const AuditEntry& audit) {
    state_.add_audit(audit);
    ++state_.sites_revision;
}

bool MemorySiteStore::set(std::string_view name, const SiteChange& change,
                          const AuditEntry& audit) {
    state_.begin_call();
    const auto found = state_.sites.find(name);
    if (found == state_.sites.end()) return false;
    auto& site = found->second;
    site.origin = change.origin.value_or(site.origin);
    site.policy = change.policy.value_or(site.policy);
    site.title = change.title.value_or(site.title);
    site.description = change.description.value_or(site.description);
    site.contact = change.contact.value_or(site.contact);
    site.demand.level = change.level.value_or(site.demand.level);
    if (change.max_age)
        site.demand.max_age = change.max_age->count() == 0 ? std::nullopt : change.max_age;
    site.tokens.credentials = change.credentials.value_or(site.tokens.credentials);
    site.tokens.basic = change.basic.value_or(site.tokens.basic);
    site.tokens.audience = change.audience.value_or(site.tokens.audience);
    site.tokens.assertion = change.assertion.value_or(site.tokens.assertion);
    site.tokens.identity = change.identity.value_or(site.tokens.identity);
    site.registration = change.registration.value_or(site.registration);
    finish_change(audit);
    return true;
}

bool MemorySiteStore::remove(std::string_view name, const AuditEntry& audit) {
    state_.begin_call();
    const auto found = state_.sites.find(name);
    if (found == state_.sites.end()) return false;
    state_.rules.erase(found->first);
    state_.rule_subjects.erase(found->first);
    state_.past_rules.erase(found->first);
    state_.drafts.erase(found->first);
    state_.sites.erase(found);
    finish_change(audit);
    return true;
}

// --- checks

std::vector<store::CheckRow> MemoryCheckStore::find(std::span<const store::CheckKey> keys) {
    POSTERN_CHECK(!keys.empty());
    state_.begin_call();
    std::vector<store::CheckRow> rows;
    for (const store::CheckKey& key : keys) {
        store::CheckRow row;
        row.sites_revision = state_.sites_revision;
        if (const auto site = state_.sites.find(key.site_name); site != state_.sites.end())
            row.site = site->second;
        if (key.token_hash) row.session = state_.find_session(*key.token_hash);
        if (const auto rules = state_.checked_rules.find(std::string{key.site_name});
            row.site && rules != state_.checked_rules.end())
            row.rules = std::make_shared<const std::string>(rules->second);
        if (row.session) {
            if (const auto facts = state_.checked_facts.find(row.session->user.id);
                facts != state_.checked_facts.end())
                row.facts = facts->second;
            forget_what_checks_do_not_read(row.session->user);
            if (key.wants_profile) row.profile = find_profile(row.session->user.id);
        }
        row.token = find_token(key);
        if (key.wants_profile && row.token) row.token->profile = find_profile(row.token->user.id);
        rows.push_back(std::move(row));
    }
    return rows;
}

ProfileValues MemoryCheckStore::find_profile(UserId user) const {
    ++state_.checked_profiles;
    const auto found = state_.profiles.find(user);
    return found == state_.profiles.end() ? ProfileValues{} : found->second;
}

std::optional<store::CheckedToken> MemoryCheckStore::find_token(const store::CheckKey& key) const {
    auto found = key.access     ? find_access(*key.access)
                 : key.personal ? find_personal(*key.personal)
                 : key.user     ? find_user(*key.user)
                                : std::nullopt;
    if (!found || found->user.disabled || found->user.delete_at) return std::nullopt;
    if (const auto facts = state_.checked_facts.find(found->user.id);
        facts != state_.checked_facts.end())
        found->facts = facts->second;
    forget_what_checks_do_not_read(found->user);
    return found;
}

std::optional<store::CheckedToken> MemoryCheckStore::find_access(
    const store::AccessTokenKey& key) const {
    const bool has_key = std::ranges::any_of(state_.signing_keys, [&](const auto& entry) {
        const SigningKeyRow& row = entry.second;
        return row.kid == key.kid && row.usage == KeyUsage::Token && !row.revoked_at;
    });
    if (!has_key || state_.denied_tokens.contains(key.id)) return std::nullopt;
    for (const auto& [id, stored] : state_.families) {
        const TokenFamily& family = stored.family;
        if (family.public_id.text() != key.family) continue;
        if (family.revoked_at || !stored.is_current || !state_.session_lives(family))
            return std::nullopt;
        std::optional<Digest> session_hash;
        for (const auto& [session_id, session] : state_.sessions)
            if (session.session.public_id == family.session) session_hash = session.token_hash;
        return store::CheckedToken{.user = state_.users.at(family.user_id).user,
                                   .facts = {},
                                   .scopes = family.scopes,
                                   .site = family.site,
                                   .assurance = family.authentication.assurance(),
                                   .expires_at = family.expires_at,
                                   .session_hash = session_hash};
    }
    return std::nullopt;
}

std::optional<store::CheckedToken> MemoryCheckStore::find_personal(const Digest& digest) const {
    for (const auto& [id, stored] : state_.personal_tokens)
        if (stored.digest == digest)
            return store::CheckedToken{.user = state_.users.at(stored.token.user_id).user,
                                       .facts = {},
                                       .scopes = stored.token.scopes,
                                       .assurance = {stored.token.level, stored.token.created_at},
                                       .expires_at = stored.token.expires_at,
                                       .id = id};
    return std::nullopt;
}

std::optional<store::CheckedToken> MemoryCheckStore::find_user(const PublicId& id) const {
    const User* const user = state_.find_user(id);
    if (user == nullptr) return std::nullopt;
    store::CheckedToken found{
        .user = *user,
        .facts = {},
        .expires_at = TimePoint{std::chrono::sys_days{std::chrono::year{9999} / 12 / 31}}};
    found.scopes.add_all_sites();
    return found;
}

// --- revocations

store::RevocationPage MemoryRevocationStore::find_after(std::uint64_t after, std::size_t limit) {
    state_.begin_call();
    store::RevocationPage page{{}, state_.sites_revision, state_.database_time};
    for (const store::Revocation& revocation : state_.revocations)
        if (revocation.id > after && page.revocations.size() < limit)
            page.revocations.push_back(revocation);
    return page;
}

std::size_t MemoryRevocationStore::remove_old(TimePoint now, std::size_t limit) {
    state_.begin_call();
    std::size_t removed = 0;
    std::erase_if(state_.revocations, [&](const store::Revocation& revocation) {
        const bool is_old = revocation.created_at < now - store::kRevocationsKept;
        return is_old && removed < limit && ++removed > 0;
    });
    return removed;
}

void MemoryRevocationStore::set_last_seen(std::span<const store::LastSeen> seen) {
    state_.begin_call();
    for (const store::LastSeen& one : seen) move_last_seen(state_, one.id, one.seen_at);
}

}  // namespace postern::test
