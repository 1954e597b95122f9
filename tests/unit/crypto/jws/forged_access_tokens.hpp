/// forged_access_tokens: access tokens that differ from a good one in one thing.
#pragma once

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "postern/base/bytes.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/jws/access_token.hpp"
#include "postern/crypto/system_entropy.hpp"
#include "support/signing_pair.hpp"

namespace postern::crypto::forging {

using Pair = test::SigningPair;

using json::Json;

inline constexpr std::string_view kIssuer = "https://auth.example.org";
inline constexpr std::int64_t kNow = 1'800'000'000;
inline constexpr std::string_view kFamily = "AAECAwQFBgcICQoLDA0ODw";
inline constexpr std::string_view kSubject = "EBESExQVFhcYGRobHB0eHw";

/// Gives one byte, as often as asked.
class Repeated final : public Entropy {
public:
    explicit Repeated(char byte) : byte_{byte} {}
    std::string bytes(std::size_t count) override { return std::string(count, byte_); }

private:
    char byte_;
};

inline const Pair& es256() {
    static const Pair pair{SignatureAlgorithm::Es256};
    return pair;
}
inline const Pair& eddsa() {
    static const Pair pair{SignatureAlgorithm::EdDsa};
    return pair;
}
inline const Pair& rs256() {
    static const Pair pair{SignatureAlgorithm::Rs256};
    return pair;
}
/// Its token ids are made with its own key, but nobody trusts it.
inline const Pair& stranger() {
    static const Pair pair{SignatureAlgorithm::Es256};
    return pair;
}

inline std::string id_by(const Pair& pair, std::string_view family = kFamily) {
    SystemEntropy entropy;
    return make_token_id(pair.trusted.id_key, pair.key.kid(), family, entropy);
}

inline AccessClaims claims_by(const Pair& pair) {
    return {.issuer = std::string{kIssuer},
            .subject = std::string{kSubject},
            .audience = {std::string{kIssuer}},
            .client_id = "postern",
            .scope = "account:read site:wiki",
            .id = id_by(pair),
            .family = std::string{kFamily},
            .issued_at = kNow,
            .expires_at = kNow + 600,
            .auth_time = kNow - 3600,
            .level = 2,
            .amr = {"pwd", "otp", "mfa"}};
}

inline std::string good_token(const Pair& pair = es256()) {
    return make_compact(pair.key, kAccessTokenType, to_payload(claims_by(pair)));
}

inline const TrustedKey* find_key(std::string_view kid) {
    for (const auto* pair : {&es256(), &eddsa(), &rs256()})
        if (pair->key.kid() == kid) return &pair->trusted;
    return nullptr;
}

/// Why a token is refused; `taken` if it is not.
inline std::string reason_of(std::string_view text, std::int64_t now = kNow) {
    const auto token = read_access_token(text, find_key, kIssuer, now);
    if (!token) return std::string{to_text(token.error())};
    return is_signed(*token, *find_key(token->kid)) ? "taken" : "bad_signature";
}

/// A header or a payload as text, each value as it stands in JSON.
class Draft {
public:
    using Members = std::vector<std::pair<std::string, std::string>>;

    explicit Draft(Members members) : members_{std::move(members)} {}

    static Draft header(const Pair& pair = es256()) {
        return Draft{{{"alg", quoted(to_text(pair.key.algorithm()))},
                      {"typ", "\"at+jwt\""},
                      {"kid", quoted(pair.key.kid())}}};
    }

    static Draft payload(const Pair& pair = es256()) {
        Members members;
        const auto json = Json::parse(to_payload(claims_by(pair)));
        for (const auto& [name, value] : *json->object()) members.emplace_back(name, value.dump());
        return Draft{std::move(members)};
    }

    Draft with(const std::string& name, const std::string& value) const {
        Draft changed = *this;
        for (auto& [other, old] : changed.members_)
            if (other == name) {
                old = value;
                return changed;
            }
        return changed.and_also(name, value);
    }

    /// Even when there is one of that name.
    Draft and_also(const std::string& name, const std::string& value) const {
        Draft changed = *this;
        changed.members_.emplace_back(name, value);
        return changed;
    }

    Draft without(const std::string& name) const {
        Draft changed = *this;
        std::erase_if(changed.members_, [&](const auto& member) { return member.first == name; });
        return changed;
    }

    std::string text() const {
        std::string text;
        for (const auto& [name, value] : members_)
            text.append(text.empty() ? "{\"" : ",\"").append(name).append("\":").append(value);
        return text + "}";
    }

private:
    static std::string quoted(std::string_view text) { return "\"" + std::string{text} + "\""; }

    Members members_;
};

inline std::string input_of(const std::string& header, const std::string& payload) {
    return to_base64url(header) + "." + to_base64url(payload);
}

inline std::string signed_by(const Pair& pair, const std::string& header,
                             const std::string& payload) {
    const auto input = input_of(header, payload);
    return input + "." + to_base64url(pair.key.sign(input));
}

/// Rightly signed, with another header.
inline std::string with_header(const Draft& header) {
    return signed_by(es256(), header.text(), Draft::payload().text());
}
inline std::string with_header(const std::string& name, const std::string& value) {
    return with_header(Draft::header().with(name, value));
}

/// Rightly signed, with another payload.
inline std::string with_payload(const std::string& payload) {
    return signed_by(es256(), Draft::header().text(), payload);
}
inline std::string with_claim(const std::string& name, const std::string& value) {
    return with_payload(Draft::payload().with(name, value).text());
}
inline std::string without_claim(const std::string& name) {
    return with_payload(Draft::payload().without(name).text());
}

/// The good token with another signature: bytes, or what they are made of.
inline std::string with_signature(const std::string& signature) {
    return input_of(Draft::header().text(), Draft::payload().text()) + "." +
           to_base64url(signature);
}
inline std::string with_signature(const std::function<std::string(const std::string& input)>& sign,
                                  const Draft& header = Draft::header()) {
    const auto input = input_of(header.text(), Draft::payload().text());
    return input + "." + to_base64url(sign(input));
}

struct Free {
    void operator()(EVP_PKEY* key) const noexcept { ::EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const noexcept { ::EVP_MD_CTX_free(context); }
    void operator()(ECDSA_SIG* signature) const noexcept { ::ECDSA_SIG_free(signature); }
    void operator()(BIO* bio) const noexcept { ::BIO_free_all(bio); }
};

inline std::string der_signature(EVP_PKEY* key, const std::string& input) {
    const std::unique_ptr<EVP_MD_CTX, Free> context{::EVP_MD_CTX_new()};
    std::string der(256, '\0');
    std::size_t size = der.size();
    BOOST_REQUIRE(::EVP_DigestSignInit(context.get(), nullptr, ::EVP_sha256(), nullptr, key) == 1);
    BOOST_REQUIRE(::EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(der.data()),
                                   &size, reinterpret_cast<const unsigned char*>(input.data()),
                                   input.size()) == 1);
    der.resize(size);
    return der;
}

/// r and s of a signature on another curve, each with `half` bytes.
inline std::string signature_on(const char* curve, int half, const std::string& input) {
    const std::unique_ptr<EVP_PKEY, Free> key{::EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve)};
    const auto der = der_signature(key.get(), input);
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const std::unique_ptr<ECDSA_SIG, Free> both{
        ::d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))};
    std::string raw(2 * static_cast<std::size_t>(half), '\0');
    auto* out = reinterpret_cast<unsigned char*>(raw.data());
    ::BN_bn2binpad(::ECDSA_SIG_get0_r(both.get()), out, half);
    ::BN_bn2binpad(::ECDSA_SIG_get0_s(both.get()), out + half, half);
    return raw;
}

/// The right key's own signature, as OpenSSL gives it.
inline std::string der_by_the_key(const std::string& input) {
    const auto der = es256().key.der();
    const auto* at = reinterpret_cast<const unsigned char*>(der.reveal().data());
    const std::unique_ptr<EVP_PKEY, Free> key{
        ::d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size()))};
    return der_signature(key.get(), input);
}

inline std::string public_pem() {
    const auto der = es256().key.public_key().der();
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const std::unique_ptr<EVP_PKEY, Free> key{
        ::d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size()))};
    const std::unique_ptr<BIO, Free> bio{::BIO_new(::BIO_s_mem())};
    ::PEM_write_bio_PUBKEY(bio.get(), key.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

/// A token with a MAC by what everybody knows of the key.
inline std::string with_mac_by(const std::string& secret, const Draft& header) {
    return with_signature(
        [&secret](const std::string& input) {
            const auto mac = hmac_sha256(secret, input);
            return std::string{as_bytes(mac)};
        },
        header);
}

inline std::string public_point() {
    const auto jwk = es256().key.public_key().jwk();
    return *from_base64url(*jwk.find("x")->string()) + *from_base64url(*jwk.find("y")->string());
}

}  // namespace postern::crypto::forging
