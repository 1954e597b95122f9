/// Session: one sign-in of one user on one device.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "postern/base/bytes.hpp"
#include "postern/base/clock.hpp"
#include "postern/model/assurance.hpp"
#include "postern/model/ids.hpp"
#include "postern/model/user.hpp"

namespace postern {

/// A session's record. The token itself is not in it: only the visitor has the token.
struct Session {
    SessionId id;
    PublicId public_id;
    UserId user_id;
    TimePoint created_at;
    TimePoint last_seen_at;         ///< right within kLastSeenGranularity
    TimePoint expires_at;           ///< absolute end, whatever the use
    std::chrono::seconds idle_ttl;  ///< ends when unused for this long
    bool remember = false;
    std::string address;     ///< client's network address at sign-in, as text
    std::string user_agent;  ///< as sent at sign-in, at most 255 bytes of clean UTF-8
    Authentication authentication;
};

struct NewSession {
    PublicId public_id;
    Digest token_hash;  ///< SHA-256 of the token's text
    UserId user_id;
    TimePoint created_at;
    TimePoint expires_at;
    std::chrono::seconds idle_ttl;
    bool remember = false;
    std::string address;
    std::string user_agent;
    Authentication authentication;
    /// When it is stored, if nothing was proven then. What is spent for it must be good then.
    std::optional<TimePoint> stored_at{};

    /// The visitor is here now.
    TimePoint seen_at() const { return stored_at.value_or(authentication.authenticated_at); }
};

/// A session together with its user: what a check of a cookie yields.
struct SessionWithUser {
    Session session;
    User user;
};

/// The part of is_live() that is about time: before the absolute end, and used recently enough.
bool is_within_lifetime(TimePoint last_seen_at, TimePoint expires_at, std::chrono::seconds idle_ttl,
                        TimePoint now) noexcept;

/// True while the session may be used: before its absolute end, used recently enough, user enabled.
/// A clock that was set back does not end a session, and never carries one past its absolute end.
bool is_live(const Session& session, const User& user, TimePoint now) noexcept;

}  // namespace postern
