/// TokenService: grants, refreshes and ends families of tokens, and knows who calls by one.
///
/// Refresh tokens rotate (RFC 9700, section 4.14.2): each is good once. Its direct predecessor gets
/// the same successor again for a while, for answers that got lost and for tabs that ask at once;
/// any older one is a copy that somebody else has, and ends the family. A wrong MAC ends nothing.
/// Throws store::StoreError.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/entropy.hpp"
#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/crypto/token/refresh_token.hpp"
#include "postern/model/actor.hpp"
#include "postern/model/site.hpp"
#include "postern/model/token.hpp"
#include "postern/service/audit/client.hpp"
#include "postern/service/session/revoker.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/service/token/key_chest.hpp"
#include "postern/service/token/token_caller.hpp"
#include "postern/store/audit_store.hpp"
#include "postern/store/site_store.hpp"
#include "postern/store/token_store.hpp"

namespace postern::service {

struct TokenSettings {
    std::string issuer;  ///< public_url, without a slash at its end
    std::chrono::seconds access_ttl{600};
    std::chrono::seconds idle_ttl{14 * 86400};
    std::chrono::seconds absolute_ttl{30 * 86400};
    std::chrono::seconds refresh_grace{30};  ///< how long the predecessor is still taken
    std::size_t max_families = 50;           ///< of a user; beyond, the oldest ends
    bool mail_enabled = false;
};

struct GrantRequest {
    Scopes scopes;
    std::string site{};  ///< the tokens are for this site alone; empty: for this server
    std::string name{};  ///< at most kMaxTokenNameCodePoints, one line
};

/// The caller owns the only copies.
struct IssuedTokens {
    Secret access_token;
    Secret refresh_token;
    std::chrono::seconds expires_in;
    std::chrono::seconds refresh_expires_in;  ///< the earlier end, if it is not used
    Scopes scopes;
    PublicId family;
};

enum class TokenGrantError {
    Unavailable,  ///< no key file, or no key that signs yet: nothing is issued
    NoSuchSite,
    SessionGone,  ///< it has ended meanwhile, or the account was changed: sign in again
};

enum class RefreshError {
    Invalid,      ///< unknown, ended, expired, wrong or used before: deliberately one answer
    Unavailable,  ///< as TokenGrantError's, or its seed can't be opened here; nothing was used up
};

/// Why a family may not go on; for logs and the audit log.
enum class FamilyStop { None, UserGone, Revoked, SessionEnded, Expired, Idle };
/// `user_gone` and so on; `none`.
std::string_view to_text(FamilyStop stop) noexcept;
/// The one place that says whether a family, its tokens included, may go on.
FamilyStop may_continue(const store::FamilyWithUser& found, TimePoint now) noexcept;

class TokenService {
public:
    struct StoresUsed {
        store::TokenStore& tokens;
        store::SiteStore& sites;
        store::AuditStore& audit;
    };

    /// Every reference must outlive *this. `ring`: nullptr when there is no key file.
    TokenService(StoresUsed stores, KeyChest& keys, const crypto::KeyRing* ring, Entropy& entropy,
                 Revoker& revoker, TokenSettings settings);

    bool is_available() const noexcept { return keys_.is_open(); }
    const TokenSettings& settings() const noexcept { return settings_; }

    /// See program_device.hpp. REQUIRES: is_available().
    std::string device_of(const Client& client) const;

    /// Tokens beside a session, which end with it. They prove what the session proves.
    Result<IssuedTokens, TokenGrantError> grant_beside(const SessionWithUser& visitor,
                                                       const GrantRequest& request,
                                                       const Client& client, TimePoint now) const;

    /// Tokens in place of a session that was just opened for them: it ends in the same transaction.
    /// When they are refused, it stays; its caller ends it.
    Result<IssuedTokens, TokenGrantError> exchange(const OpenedSession& opened,
                                                   const GrantRequest& request,
                                                   const Client& client, TimePoint now) const;

    Result<IssuedTokens, RefreshError> refresh(std::string_view refresh_token, const Client& client,
                                               TimePoint now) const;

    /// Ends what the token stands for: a refresh token its family, an access token itself alone.
    /// Anyone who has it may end it. A token that is unknown, wrong or dead changes nothing, and is
    /// no error (RFC 7009, section 2.2). Personal tokens are PersonalTokenService's. False: its
    /// family's seed can't be opened here, so nothing is known and nothing ended (section 2.2.1).
    bool revoke(std::string_view token, const Client& client, TimePoint now) const;

    /// Who calls by this access token; nothing: it is not good for this server. Two round trips,
    /// and one to read keys now and then; none for what was not signed here.
    std::optional<TokenCaller> find(std::string_view access_token, TimePoint now) const;

    /// The families of a user, newest first.
    std::vector<TokenFamily> list(const User& user, TimePoint now) const;
    /// Ends one of the visitor's; false when it is another user's or is gone.
    bool end_one_of(const User& user, const PublicId& id, const Client& client,
                    TimePoint now) const;
    /// Ends any user's, for an administrator.
    bool end_any(const PublicId& id, const Actor& actor, TimePoint now) const;

private:
    Result<IssuedTokens, TokenGrantError> grant(const SessionWithUser& visitor, TokenFamily family,
                                                const store::Spending& spending,
                                                const Client& client, TimePoint now) const;
    void told_of_end(const PublicId& family) const;
    bool end_by_refresh_token(const crypto::RefreshToken& token, const Client& client,
                              TimePoint now) const;
    void deny_access_token(std::string_view token, const Client& client, TimePoint now) const;

    StoresUsed stores_;
    KeyChest& keys_;
    const crypto::KeyRing* ring_;
    Entropy& entropy_;
    Revoker& revoker_;
    TokenSettings settings_;
};

}  // namespace postern::service
