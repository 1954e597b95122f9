/// SessionService: opens, finds and ends sessions.
///
/// Holds references and settings only. Knows the token only while it makes or looks it up; what is
/// stored is its SHA-256. Throws store::StoreError when the database cannot answer.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "postern/base/entropy.hpp"
#include "postern/base/secret.hpp"
#include "postern/model/session.hpp"
#include "postern/service/audit/client.hpp"
#include "postern/service/session/proof.hpp"
#include "postern/service/session/revoker.hpp"
#include "postern/store/session_store.hpp"

namespace postern::service {

struct SessionSettings {
    std::chrono::seconds idle_ttl;
    std::chrono::seconds absolute_ttl;
    std::chrono::seconds remember_idle_ttl;
    std::chrono::seconds remember_absolute_ttl;
    std::size_t max_per_account = 200;  ///< beyond, the oldest session ends
};

/// A session that was just opened. The caller owns the only copy of the token.
struct OpenedSession {
    Secret token;  ///< 43 characters of base64url: 256 random bits
    SessionWithUser session;

    /// How long a browser keeps the cookie with the token: nothing, until it is closed.
    std::optional<std::chrono::seconds> cookie_age(TimePoint now) const {
        if (!session.session.remember) return std::nullopt;
        return session.session.expires_at - now;
    }
};

/// last_seen_at is written at most once per this interval, by any process; idle expiry is right
/// within it.
inline constexpr std::chrono::seconds kLastSeenGranularity{60};

class SessionService {
public:
    /// Does not take ownership; every reference must outlive *this.
    SessionService(store::SessionStore& sessions, Entropy& entropy, Revoker& revoker,
                   SessionSettings settings);

    // The two ways to get a session. Each uses up what was shown for it, or stores nothing.

    /// Opens a session with a fresh token.
    Result<OpenedSession, store::NotOpened> open(const User& user, const Proof& proof,
                                                 bool remember, const Client& client,
                                                 TimePoint now) const;

    /// Gives the visitor's session, whose token this is, a fresh token and what was proven; the old
    /// token ends at once and everywhere. The session keeps its id, its age and its ends.
    Result<OpenedSession, store::NotOpened> renew(std::string_view token,
                                                  const SessionWithUser& visitor,
                                                  const Proof& proof, TimePoint now) const;

    /// The live session of this token. Notes that it was seen, when that was long enough ago.
    std::optional<SessionWithUser> find(std::string_view token, TimePoint now) const;

    /// Ends the session of this token, at once and everywhere. False when there was none.
    bool end(std::string_view token) const;

    /// The live sessions of a user, newest first.
    std::vector<Session> list(const User& user, TimePoint now) const;
    /// Ends one session of this user; false when it is another user's or is gone.
    bool end_one_of(const User& user, const PublicId& id) const;
    std::size_t end_all_of(UserId user) const;
    /// Ends all sessions of this user but `kept`; returns how many. A round trip for each.
    std::size_t end_others_of(const User& user, const PublicId& kept) const;
    /// Ends the trust in every device, and every session that there is then, in steps: each step is
    /// committed, and `progress` is told how many sessions have ended so far. Sign-ins meanwhile
    /// are not affected.
    std::size_t end_everybodys(const std::function<void(std::size_t)>& progress) const;
    /// Ends any user's session: for the administrator.
    bool end_any(const PublicId& id) const;

    /// Ends the oldest sessions of a user who has more than max_per_account, some at a time.
    /// Returns how many live ones ended.
    std::size_t end_oldest_of(const User& user, TimePoint now) const;

private:
    Result<OpenedSession, store::NotOpened> store(NewSession fresh, const User& user,
                                                  const store::Spending& spending) const;

    store::SessionStore& sessions_;
    Entropy& entropy_;
    Revoker& revoker_;
    SessionSettings settings_;
};

}  // namespace postern::service
