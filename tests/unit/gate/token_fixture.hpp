/// token_fixture: a gate with a key that signs tokens, and a database that knows some.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/crypto/jws/access_token.hpp"
#include "postern/crypto/token/credential.hpp"
#include "postern/crypto/token/personal_token.hpp"
#include "unit/gate/gate_fixture.hpp"

namespace postern::test {

/// The memory stores, and tokens and passwords that stand.
class TokenChecks final : public store::CheckStore {
public:
    explicit TokenChecks(store::CheckStore& others) : others_{others} {}

    std::vector<store::CheckRow> find(std::span<const store::CheckKey> keys) override {
        ++calls;
        auto rows = others_.find(keys);
        for (std::size_t i = 0; i < keys.size(); ++i) {
            rows[i].token.reset();
            if (keys[i].access != nullptr)
                take(access, keys[i].access->id, rows[i]);
            else if (keys[i].personal)
                take(personal, to_hex(as_bytes(*keys[i].personal)), rows[i]);
            else if (keys[i].user)
                take(users, keys[i].user->text(), rows[i]);
        }
        return rows;
    }

    std::map<std::string, store::CheckedToken> access;    ///< by jti
    std::map<std::string, store::CheckedToken> personal;  ///< by the digest in hexadecimal
    std::map<std::string, store::CheckedToken> users;     ///< by public id
    std::size_t calls = 0;

private:
    static void take(const std::map<std::string, store::CheckedToken>& from, const std::string& key,
                     store::CheckRow& row) {
        if (const auto found = from.find(key); found != from.end()) row.token = found->second;
    }

    store::CheckStore& others_;
};

/// base64 with padding, of `name:password`.
inline std::string basic(std::string_view name, std::string_view password) {
    constexpr std::string_view kSigns =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::string bytes = std::string{name} + ":" + std::string{password};
    std::string text = "Basic ";
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned word = 0;
        for (std::size_t n = 0; n < 3; ++n)
            word =
                word << 8 | (i + n < bytes.size() ? static_cast<unsigned char>(bytes[i + n]) : 0U);
        for (std::size_t n = 0; n < 4; ++n)
            text += n > bytes.size() - i ? '=' : kSigns[word >> (18 - 6 * n) & 63];
    }
    return text;
}

/// ann@example.org has an access token and a personal token, both for `site:wiki`.
struct TokenFixture : CachedGateFixture {
    TokenChecks checks{stores.checks()};
    crypto::SigningKey key = crypto::SigningKey::generate(crypto::SignatureAlgorithm::Es256);
    Secret id_key = key.derive(crypto::kTokenIdInfo);
    service::OpenedSession session = sign_in("ann@example.org");
    User ann = session.session.user;
    std::string family = PublicId::from_random(entropy.bytes(PublicId::kBytes)).text();
    std::string personal{crypto::make_personal_token(entropy).reveal()};
    crypto::AccessClaims claims = claims_for({"https://auth.example.org"});

    TokenFixture() {
        publish(now + std::chrono::hours{24});
        checks.access.emplace(claims.id, good());
        checks.personal.emplace(digest_of(personal), good_personal());
    }

    void publish(TimePoint until) {
        shm::PublishedKeys published;
        published.tokens.push_back({.kid = key.kid(),
                                    .algorithm = static_cast<std::uint8_t>(key.algorithm()),
                                    .der = key.public_key().der(),
                                    .id_key = Secret{id_key.reveal()},
                                    .until = until.time_since_epoch().count()});
        memory.keys->publish(published);
    }

    crypto::AccessClaims claims_for(std::vector<std::string> audience) {
        const auto at = now.time_since_epoch().count();
        return {.issuer = "https://auth.example.org",
                .subject = ann.public_id.text(),
                .audience = std::move(audience),
                .client_id = std::string{kFirstPartyClient},
                .scope = "site:wiki",
                .id = crypto::make_token_id(id_key, key.kid(), family, entropy),
                .family = family,
                .issued_at = at,
                .expires_at = at + 600,
                .auth_time = at,
                .level = 1,
                .amr = {"pwd"}};
    }

    /// What the database has of a token for the wiki.
    store::CheckedToken good() const {
        store::CheckedToken token{.user = ann, .facts = {}};
        token.scopes.add_site("wiki");
        token.assurance = {Level::One, now};
        token.expires_at = now + std::chrono::days{14};
        return token;
    }
    store::CheckedToken good_personal() const {
        auto token = good();
        token.id = PersonalTokenId{7};
        token.expires_at = now + std::chrono::days{90};
        return token;
    }

    static std::string digest_of(std::string_view personal_token) {
        return to_hex(as_bytes(crypto::personal_token_digest(personal_token)));
    }
    /// Signed anew, and so another text, at each call.
    std::string bearer(const crypto::AccessClaims& of) const {
        return "Bearer " + crypto::make_compact(key, crypto::kAccessTokenType, to_payload(of));
    }

    /// The next request: of a program, to this site, with this Authorization.
    void ask_with(std::string_view site, std::string_view authorization,
                  std::string_view cookie_header = {}, std::string_view path = "/page") {
        parameters.clear();
        parameters.add("POSTERN_SITE", site);
        parameters.add("POSTERN_URI", path);
        parameters.add("POSTERN_RAW_URI", path);
        parameters.add("POSTERN_METHOD", "GET");
        parameters.add("HTTP_AUTHORIZATION", authorization);
        parameters.add("HTTP_COOKIE", cookie_header);
    }

    std::string answer_of(gate::Gate& asked, TimePoint at) {
        gate::Gate::Check check{&parameters, {}};
        asked.answer({&check, 1}, checks, moment(at));
        return check.answer;
    }
    std::string answer(TimePoint at) { return answer_of(gate, at); }
    std::string answer() { return answer(now); }

    std::string answer_to(std::string_view authorization, std::string_view site = "wiki") {
        ask_with(site, authorization);
        return answer();
    }
};

}  // namespace postern::test
