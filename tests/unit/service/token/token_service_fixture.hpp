/// token_service_fixture: a user who is signed in, and everything that grants tokens.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "postern/crypto/token/credential.hpp"
#include "postern/json/json.hpp"
#include "postern/service/token/signing_key_service.hpp"
#include "postern/service/token/token_service.hpp"
#include "support/service_fixture.hpp"

namespace postern::test {

using namespace postern::service;
using namespace std::chrono_literals;

/// Ann, who is signed in, and everything that grants tokens.
struct TokenServiceFixture : ServiceFixture {
    static constexpr const char* kIssuer = "https://auth.example.org";

    static crypto::KeyRing other_ring() {
        return crypto::KeyRing::parse(Secret{to_base64url(std::string(32, 'o'))}).value();
    }

    /// A part of a compact token, as JSON.
    static json::Json part_of(const Secret& token, int index) {
        std::string_view rest = token.reveal();
        for (int i = 0; i < index; ++i) rest.remove_prefix(rest.find('.') + 1);
        const auto text = from_base64url(rest.substr(0, rest.find('.')));
        return json::Json::parse(text.value()).value();
    }
    static json::Json claims_of(const IssuedTokens& tokens) {
        return part_of(tokens.access_token, 1);
    }

    static std::string text_of(const json::Json& object, const char* name) {
        return *object.find(name)->string();
    }
    static std::int64_t number_of(const json::Json& object, const char* name) {
        return *object.find(name)->integer();
    }

    TokenSettings settings{.issuer = kIssuer,
                           .access_ttl = 600s,
                           .idle_ttl = 14 * 24h,
                           .absolute_ttl = 30 * 24h,
                           .refresh_grace = 30s,
                           .max_families = 3,
                           .mail_enabled = true};
    SigningKeyService key_service{stores.signing_keys(), &keys, entropy, {.host = "here"}};
    KeyChest chest{stores.signing_keys(), &keys, nullptr, JwsAlgorithm::Es256};
    TokenService granting{used(), chest, &keys, entropy, revoker, settings};
    Scopes scopes = *Scopes::parse("account:read account:write site:*");
    User ann = add_user("ann@example.org");
    OpenedSession opened = sign_in("ann@example.org", true);

    TokenServiceFixture() {
        key_service.keep_up(now);
        BOOST_REQUIRE(
            sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now));
        forget();
    }

    TokenService::StoresUsed used() { return {stores.tokens(), stores.sites(), stores.audit()}; }
    /// What was told and written until now.
    void forget() {
        stores.state().audit.clear();
        stores.state().outbox.clear();
        revoker = {};
    }

    GrantRequest request() { return {.scopes = scopes, .name = "Backup"}; }
    IssuedTokens grant() {
        return granting.grant_beside(opened.session, request(), client, now).value();
    }
    /// In place of a session of its own, so that no session ends it.
    IssuedTokens exchange(GrantRequest wanted) {
        const auto fresh = sign_in("ann@example.org");
        auto issued = granting.exchange(fresh, wanted, client, now);
        forget();
        return std::move(issued).value();
    }
    IssuedTokens exchange() { return exchange(request()); }
    Result<IssuedTokens, RefreshError> refresh(std::string_view token) {
        return granting.refresh(token, client, now);
    }
    Result<IssuedTokens, RefreshError> refresh(const IssuedTokens& tokens) {
        return refresh(tokens.refresh_token.reveal());
    }
    bool is_invalid(const Result<IssuedTokens, RefreshError>& result) {
        return !result && result.error() == RefreshError::Invalid;
    }
    bool is_known(const IssuedTokens& tokens) {
        return granting.find(tokens.access_token.reveal(), now).has_value();
    }
    TokenFamily family_of(const IssuedTokens& tokens) {
        return stores.tokens().find(tokens.family).value().family;
    }
    /// With the right seed of the family.
    Secret token_with(const IssuedTokens& tokens, std::uint32_t counter) {
        const auto family = family_of(tokens);
        const auto seed =
            keys.open(crypto::kTokenFamilies, {family.public_id.text()}, family.sealed_seed);
        return crypto::make_refresh_token(seed.value(), family.public_id.text(), counter);
    }
    bool was_told_of_end(const PublicId& family) {
        return std::ranges::count(revoker.sessions, crypto::family_digest(family.text())) == 1;
    }
    const AuditEntry& last_entry() { return stores.state().audit.back().entry; }
    bool is_noted(AuditEvent event, const std::string& detail) {
        const auto& trail = stores.state().audit;
        return std::ranges::any_of(trail, [&](const StoredAuditEntry& stored) {
            return stored.entry.event == event && stored.entry.detail == detail &&
                   stored.entry.user == ann.public_id;
        });
    }
};

}  // namespace postern::test
