/// token_rules: what a token or a password is good for, where, and for how long. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gate/decision.hpp"
#include "postern/crypto/jws/access_token.hpp"
#include "postern/gate/gate.hpp"
#include "postern/model/site.hpp"
#include "postern/model/token.hpp"
#include "postern/shm/generations.hpp"
#include "postern/shm/session_cache.hpp"
#include "postern/store/check_store.hpp"

namespace postern::gate {

using CredentialKind = shm::CachedSession::Kind;

CredentialKind kind_of(const UnknownCredential& credential) noexcept;

bool takes_passwords(const SiteTokens& takes) noexcept;
/// Whether the site takes such a credential, good or not.
bool is_taken(const SiteTokens& takes, const UnknownCredential& credential) noexcept;

/// Whether it gets its bearer in at the site. `sites`: the names of those that it is for, or `*`.
Refusal judge(CredentialKind kind, std::string_view sites, bool is_for_one_site,
              const Site& site) noexcept;
/// The same for what the database says of it. `scopes`: see scopes_of().
Refusal judge(CredentialKind kind, const store::CheckedToken& token, const Scopes& scopes,
              const Site& site);

/// The sites that it is for. An access token is for those that both the database and its own claim
/// have; one whose claim can't be read is for none.
Scopes scopes_of(const UnknownCredential& credential, const store::CheckedToken& token);

/// Whether the token says itself that it is for the site, or for this server.
bool is_for(const crypto::AccessClaims& claims, const store::CheckedToken& token, const Site& site,
            std::string_view issuer);

/// Whether the token names the user that the database has for it, and the only client there is.
bool fits_owner(const crypto::AccessClaims& claims, const User& owner);

/// What it proves. A personal token was never proven to be its user's, and nobody typed a second
/// factor for it.
Assurance assurance_of(CredentialKind kind, const store::CheckedToken& token, TimePoint now);

/// When it ends, by what it says itself and what the database says. A password that was right is
/// believed for five minutes.
TimePoint end_of(const UnknownCredential& credential, const store::CheckedToken& token,
                 TimePoint now);

/// Until when it may be kept in memory, if that is sooner. A session that nobody uses any more ends
/// without a word, and its tokens with it.
TimePoint kept_until(const store::CheckedToken& token, TimePoint now);

/// All by which it can be ended, besides its user.
shm::Generations::Buckets buckets_of(const UnknownCredential& credential,
                                     const store::CheckedToken& token);

/// Wrong in a way that a token of another server is as well: the application's own, then.
bool is_foreign(crypto::TokenProblem problem) noexcept;

/// What names the credential to the site, and tells it nothing.
std::string session_id_of(const Digest& credential);

}  // namespace postern::gate
