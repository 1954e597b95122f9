#include "postern/service/session/session_service.hpp"

#include <algorithm>

#include "postern/crypto/digest.hpp"
#include "postern/crypto/token.hpp"

namespace postern::service {

namespace {

constexpr std::size_t kMaxSessionsListed = 200;

bool should_write_last_seen(const Session& session, TimePoint now) {
    return now - session.last_seen_at >= kLastSeenGranularity;
}

}  // namespace

SessionService::SessionService(store::SessionStore& sessions, Entropy& entropy, Revoker& revoker,
                               SessionSettings settings)
    : sessions_{sessions}, entropy_{entropy}, revoker_{revoker}, settings_{settings} {}

Result<OpenedSession, store::NotOpened> SessionService::store(
    NewSession fresh, const User& user, const store::Spending& spending) const {
    Secret token{crypto::make_token(entropy_)};
    fresh.token_hash = crypto::sha256(token.reveal());
    auto stored = sessions_.add(fresh, spending);
    if (!stored) return fail(stored.error());
    return OpenedSession{std::move(token), {std::move(*stored), user}};
}

Result<OpenedSession, store::NotOpened> SessionService::open(const User& user, const Proof& proof,
                                                             bool remember, const Client& client,
                                                             TimePoint now) const {
    return store(
        {.public_id = PublicId::from_random(entropy_.bytes(PublicId::kBytes)),
         .token_hash = {},
         .user_id = user.id,
         .created_at = now,
         .expires_at = now + (remember ? settings_.remember_absolute_ttl : settings_.absolute_ttl),
         .idle_ttl = remember ? settings_.remember_idle_ttl : settings_.idle_ttl,
         .remember = remember,
         .address = storable_address(client.address),
         .user_agent = storable_user_agent(client.user_agent),
         .authentication = proof.authentication(),
         .stored_at = now},
        user, proof.spending());
}

Result<OpenedSession, store::NotOpened> SessionService::renew(std::string_view token,
                                                              const SessionWithUser& visitor,
                                                              const Proof& proof,
                                                              TimePoint now) const {
    const auto& [session, user] = visitor;
    const auto old_hash = crypto::token_hash(token);
    if (!old_hash || !is_live(session, user, now)) return fail(store::NotOpened::SessionGone);
    store::Spending spending = proof.spending();
    spending.replaced_token_hash = *old_hash;
    auto renewed = store({.public_id = session.public_id,
                          .token_hash = {},
                          .user_id = user.id,
                          .created_at = session.created_at,
                          .expires_at = session.expires_at,
                          .idle_ttl = session.idle_ttl,
                          .remember = session.remember,
                          .address = session.address,
                          .user_agent = session.user_agent,
                          .authentication = proof.authentication(),
                          .stored_at = now},
                         user, spending);
    if (renewed) revoker_.session_ended(*old_hash);
    return renewed;
}

std::optional<SessionWithUser> SessionService::find(std::string_view token, TimePoint now) const {
    const auto hash = crypto::token_hash(token);
    if (!hash) return std::nullopt;
    auto found = sessions_.find_by_token_hash(*hash);
    if (!found || !is_live(found->session, found->user, now)) return std::nullopt;
    if (should_write_last_seen(found->session, now)) {
        sessions_.set_last_seen(found->session.id, now);
        found->session.last_seen_at = now;
    }
    return found;
}

bool SessionService::end(std::string_view token) const {
    const auto hash = crypto::token_hash(token);
    if (!hash || sessions_.remove_by_token_hash(*hash) == 0) return false;
    revoker_.session_ended(*hash);
    return true;
}

std::vector<Session> SessionService::list(const User& user, TimePoint now) const {
    auto sessions = sessions_.find_by_user(user.id, kMaxSessionsListed);
    std::erase_if(sessions, [&](const Session& s) { return !is_live(s, user, now); });
    return sessions;
}

bool SessionService::end_one_of(const User& user, const PublicId& id) const {
    if (sessions_.remove_of_user(user.id, id) == 0) return false;
    revoker_.sessions_of_user_ended(user.id);
    return true;
}

std::size_t SessionService::end_all_of(UserId user) const {
    const std::size_t ended = sessions_.remove_all_of_user(user, std::nullopt);
    revoker_.sessions_of_user_ended(user);
    return ended;
}

std::size_t SessionService::end_others_of(const User& user, const PublicId& kept) const {
    const std::size_t ended = sessions_.remove_others_of_user(user.id, kept);
    revoker_.sessions_of_user_ended(user.id);
    return ended;
}

std::size_t SessionService::end_oldest_of(const User& user, TimePoint now) const {
    const std::size_t ended = sessions_.end_oldest(user.id, settings_.max_per_account, now);
    if (ended > 0) revoker_.sessions_of_user_ended(user.id);
    return ended;
}

std::size_t SessionService::end_everybodys(const std::function<void(std::size_t)>& progress) const {
    // Trust first: with it, the password alone would open a session that is newer than the newest.
    std::optional user{UserId{0}};
    while (user) user = sessions_.end_some_trust(*user);
    const SessionId newest = sessions_.find_newest();
    std::size_t ended = 0;
    while (const std::size_t count = sessions_.remove_some(newest)) {
        ended += count;
        progress(ended);
    }
    revoker_.all_sessions_ended();
    return ended;
}

bool SessionService::end_any(const PublicId& id) const {
    const auto user = sessions_.remove_by_public_id(id, std::nullopt);
    if (user) revoker_.sessions_of_user_ended(*user);
    return user.has_value();
}

}  // namespace postern::service
