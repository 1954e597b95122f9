/// CheckStore: the one look-up behind gate checks: the site and, by its credential, the session or
/// the token.
///
/// Takes all checks that are waiting at once and answers them in one round trip, so that a busy
/// gate pays the database's latency once for many; every answer still is what the database held
/// after the check had arrived. Sites are few and change rarely: the implementation may keep the
/// catalogue in memory as long as the same round trip proves that it is the current one. Throws
/// StoreError.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "postern/model/group.hpp"
#include "postern/model/profile_field.hpp"
#include "postern/model/session.hpp"
#include "postern/model/site.hpp"
#include "postern/model/token.hpp"

namespace postern::store {

/// An access token whose signature is right.
struct AccessTokenKey {
    std::string kid;
    std::string id;      ///< `jti`
    std::string family;  ///< public id
};

struct CheckKey {
    std::string_view site_name;
    std::optional<Digest> token_hash{};  ///< of the session cookie
    // At most one of these, for a request that has no live session:
    const AccessTokenKey* access = nullptr;
    std::optional<Digest> personal{};  ///< crypto::personal_token_digest
    std::optional<PublicId> user{};    ///< whose password was right
    bool wants_profile = false;        ///< of the user found: the site is told some of it
};

/// A token or a password that stands: it was not revoked, has not ended by the database's row, and
/// its user may sign in. The caller compares the times with the clock.
struct CheckedToken {
    User user;
    UserFacts facts;
    Scopes scopes{};
    std::string site{};  ///< as in TokenFamily
    Assurance assurance{};
    TimePoint expires_at{};  ///< of the family or the personal token; far off for a password
    std::optional<PersonalTokenId> id{};     ///< of a personal token
    std::optional<Digest> session_hash{};    ///< of the session that the family ends with
    std::optional<ProfileValues> profile{};  ///< nothing: nobody asked, or it could not be read
};

struct CheckRow {
    std::optional<Site> site;  ///< nothing: no site has this name
    /// The site's rules in their stored form, from the same revision; nothing: it has none.
    std::shared_ptr<const std::string> rules{};
    std::optional<SessionWithUser> session;  ///< whatever is stored; the caller asks is_live()
    UserFacts facts{};                       ///< of the session's user
    std::optional<CheckedToken> token{};     ///< nothing: there is none, or it does not stand
    std::uint64_t sites_revision = 0;        ///< of the catalogue that `site` was taken from
    /// Of the session's user. Nothing: nobody asked, or it could not be read.
    std::optional<ProfileValues> profile{};
};

class CheckStore {
public:
    virtual ~CheckStore() = default;

    /// One row for each key, in their order. One round trip for all cookies, two when the sites
    /// have changed since the last call, and one more for each token or password, and each profile.
    /// An access token stands only while its kid is that of a key that is stored and not revoked,
    /// its id is not revoked, its family is neither revoked nor of an earlier epoch of the user,
    /// and the session that it ends with is there. REQUIRES: !keys.empty().
    virtual std::vector<CheckRow> find(std::span<const CheckKey> keys) = 0;
};

}  // namespace postern::store
