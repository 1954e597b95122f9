#include "gate/token_rules.hpp"

#include <algorithm>
#include <vector>

#include "gate/remembered.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/token/credential.hpp"

namespace postern::gate {

namespace {

using Kind = CredentialKind;

constexpr std::chrono::seconds kPasswordLife{300};
/// Sessions that have expired are removed as often.
constexpr std::chrono::seconds kBesideSession{60};

/// The sites that are in both.
Scopes sites_in_both(const Scopes& one, const Scopes& other) {
    Scopes both;
    if (one.has_all_sites() && other.has_all_sites()) both.add_all_sites();
    for (const auto& name : one.sites())
        if (other.has_site(name)) both.add_site(name);
    for (const auto& name : other.sites())
        if (one.has_site(name)) both.add_site(name);
    return both;
}

}  // namespace

store::CheckKey key_of(const Question& question, store::AccessTokenKey& access) {
    store::CheckKey key{.site_name = question.site_name,
                        .token_hash = question.token_hash,
                        .wants_profile = question.wants_profile};
    if (!question.credential) return key;
    if (question.credential->is_personal) key.personal = question.credential->key;
    if (const auto& token = question.credential->access) {
        access = {token->kid, token->claims.id, token->claims.family};
        key.access = &access;
    }
    return key;
}

CredentialKind kind_of(const UnknownCredential& credential) noexcept {
    if (credential.is_password) return Kind::Password;
    return credential.is_personal ? Kind::Personal : Kind::Access;
}

bool takes_passwords(const SiteTokens& takes) noexcept {
    return takes.credentials.basic && takes.basic == SiteBasic::Password;
}

bool is_taken(const SiteTokens& takes, const UnknownCredential& credential) noexcept {
    if (credential.is_password) return takes_passwords(takes);
    if (credential.is_basic) return takes.credentials.basic && takes.basic != SiteBasic::Off;
    return takes.credentials.token;
}

Refusal judge(CredentialKind kind, std::string_view sites, bool is_for_one_site,
              const Site& site) noexcept {
    const bool names_it = sites_text_names(sites, site.name);
    switch (kind) {
        case Kind::Cookie:
        case Kind::Password:
            return Refusal::None;
        case Kind::Access:
            if (is_for_one_site) return names_it ? Refusal::None : Refusal::Invalid;
            if (site.tokens.audience == TokenAudience::Site) return Refusal::Invalid;
            break;
        case Kind::Personal:
            if (site.tokens.audience == TokenAudience::Site && !names_it)
                return Refusal::OutOfScope;
            break;
    }
    return sites_text_has(sites, site.name) ? Refusal::None : Refusal::OutOfScope;
}

Refusal judge(CredentialKind kind, const store::CheckedToken& token, const Scopes& scopes,
              const Site& site) {
    if (token.site.empty()) return judge(kind, scopes.sites_text(), false, site);
    const auto refusal = judge(kind, token.site, true, site);
    if (refusal != Refusal::None) return refusal;
    return scopes.has_site(site.name) ? Refusal::None : Refusal::OutOfScope;
}

Scopes scopes_of(const UnknownCredential& credential, const store::CheckedToken& token) {
    if (!credential.access) return token.scopes;
    const auto claimed = Scopes::parse(credential.access->claims.scope);
    return claimed ? sites_in_both(token.scopes, *claimed) : Scopes{};
}

bool is_for(const crypto::AccessClaims& claims, const store::CheckedToken& token, const Site& site,
            std::string_view issuer) {
    const std::string_view wanted = token.site.empty() ? issuer : site.origin.text();
    return std::ranges::find(claims.audience, wanted) != claims.audience.end();
}

bool fits_owner(const crypto::AccessClaims& claims, const User& owner) {
    return claims.subject == owner.public_id.text() && claims.client_id == kFirstPartyClient;
}

Assurance assurance_of(CredentialKind kind, const store::CheckedToken& token, TimePoint now) {
    switch (kind) {
        case Kind::Cookie:
        case Kind::Access:
            return token.assurance;
        case Kind::Personal:
            return {token.assurance.level == Level::One ? Level::One : Level::Two, std::nullopt};
        case Kind::Password:
            return {Level::One, now};
    }
    return {};  // damaged memory
}

TimePoint end_of(const UnknownCredential& credential, const store::CheckedToken& token,
                 TimePoint now) {
    if (credential.is_password) return now + kPasswordLife;
    if (!credential.access) return token.expires_at;
    return std::min(token.expires_at, to_time(credential.access->claims.expires_at));
}

TimePoint kept_until(const store::CheckedToken& token, TimePoint now) {
    return token.session_hash ? now + kBesideSession : token.expires_at;
}

shm::Generations::Buckets buckets_of(const UnknownCredential& credential,
                                     const store::CheckedToken& token) {
    if (credential.is_personal) return shm::Generations::buckets_of({&credential.key, 1});
    if (!credential.access) return {};
    std::vector<Digest> ends{crypto::family_digest(credential.access->claims.family),
                             crypto::token_id_digest(credential.access->claims.id)};
    if (token.session_hash) ends.push_back(*token.session_hash);
    return shm::Generations::buckets_of(ends);
}

bool is_foreign(crypto::TokenProblem problem) noexcept {
    return problem == crypto::TokenProblem::TooLong || problem == crypto::TokenProblem::Malformed ||
           problem == crypto::TokenProblem::BadHeader ||
           problem == crypto::TokenProblem::UnknownKey;
}

std::string session_id_of(const Digest& credential) {
    std::string text{"postern.sid"};
    text += '\0';
    text += as_bytes(credential);
    return to_base64url(as_bytes(crypto::sha256(text)).substr(0, PublicId::kBytes));
}

}  // namespace postern::gate
