// Access tokens: each input is read as a token, as the header of one, and as the payload of one
// whose id is right. What is taken is made again from its parts, to the same text.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/jws/access_token.hpp"

namespace {

using namespace postern;
using namespace postern::crypto;
using json::Json;

constexpr std::string_view kIssuer = "https://auth.example.org";
constexpr std::string_view kFamily = "AAECAwQFBgcICQoLDA0ODw";
constexpr std::int64_t kNow = 1'800'000'000;

/// Always the same bytes, so that an input always means the same.
class NoEntropy final : public Entropy {
public:
    std::string bytes(std::size_t count) override { return std::string(count, 'r'); }
};

/// That of RFC 8037, appendix A.1: PKCS #8 around its 32 bytes.
const SigningKey& key() {
    static const SigningKey one = [] {
        const std::string head{"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20",
                               16};
        const auto seed = from_base64url("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
        auto pair = SigningKey::from_der(SignatureAlgorithm::EdDsa, Secret{head + *seed});
        POSTERN_CHECK(pair);
        return std::move(*pair);
    }();
    return one;
}

const TrustedKey& trusted() {
    static const TrustedKey one{key().public_key(), key().derive(kTokenIdInfo)};
    return one;
}

auto read(std::string_view text) {
    return read_access_token(
        text, [](std::string_view kid) { return kid == key().kid() ? &trusted() : nullptr; },
        kIssuer, kNow);
}

/// The three parts again are the text, and the header says what was read.
void check_parts(std::string_view text, const CompactToken& token) {
    POSTERN_CHECK(text.size() <= kMaxTokenBytes && std::ranges::count(text, '.') == 2);
    const auto input = token.signing_input;
    POSTERN_CHECK(std::string{input} + "." + to_base64url(token.signature) == text);
    const auto dot = input.find('.');
    POSTERN_CHECK(to_base64url(token.payload) == input.substr(dot + 1));
    const auto header = from_base64url(input.substr(0, dot));
    POSTERN_CHECK(header && header->size() <= 512);
    const auto json = Json::parse(*header);
    POSTERN_CHECK(json && json->object() != nullptr && json->object()->size() == 3);
    POSTERN_CHECK(*json->find("alg")->string() == token.algorithm);
    POSTERN_CHECK(*json->find("kid")->string() == token.kid);
    POSTERN_CHECK(token.typ == to_ascii_lower(token.typ));
    POSTERN_CHECK(to_ascii_lower(*json->find("typ")->string()).ends_with(token.typ));
}

void check_claims(const AccessClaims& claims) {
    POSTERN_CHECK(claims.issuer == kIssuer);
    POSTERN_CHECK(claims.issued_at > 0 && claims.issued_at <= kNow + 30);
    POSTERN_CHECK(claims.expires_at > kNow && claims.auth_time > 0);
    POSTERN_CHECK(claims.expires_at - claims.issued_at <= kMaxAccessTokenLife);
    POSTERN_CHECK(claims.expires_at > claims.issued_at);
    POSTERN_CHECK(claims.level >= 1 && claims.level <= 3);
    POSTERN_CHECK(!claims.audience.empty() && claims.audience.size() <= 8);
    for (const auto* id : {&claims.subject, &claims.client_id, &claims.id, &claims.family})
        POSTERN_CHECK(!id->empty() && id->size() <= 64 && !has_control(*id) && is_utf8(*id));
}

/// Written and read once more, the claims stay what they are.
void check_round_trip(const AccessClaims& claims) {
    const auto payload = to_payload(claims);
    const auto text = make_compact(key(), kAccessTokenType, payload);
    if (text.size() > kMaxTokenBytes) return;  // escapes can make it longer
    const auto again = read(text);
    POSTERN_CHECK(again && to_payload(again->claims) == payload);
    POSTERN_CHECK(is_signed(*again, trusted()));
}

void check_token(std::string_view text) {
    const auto parts = take_apart(text);
    const auto token = read(text);
    POSTERN_CHECK(parts || !token);
    if (parts) check_parts(text, *parts);
    if (!token) return;
    check_claims(token->claims);
    POSTERN_CHECK(token->kid == key().kid() && token->signing_input == parts->signing_input);
    // Ed25519 has one signature for one message, as this key makes it.
    POSTERN_CHECK(is_signed(*token, trusted()) ==
                  (token->signature == key().sign(token->signing_input)));
    check_round_trip(token->claims);
    for (const auto* more : {"=", "\n", " ", "."})
        POSTERN_CHECK(!take_apart(std::string{text} + more));
}

/// The payload, with an id that was made here for a family of ours.
std::string with_right_id(const Json& payload) {
    static const std::string id = [] {
        NoEntropy entropy;
        return make_token_id(trusted().id_key, key().kid(), kFamily, entropy);
    }();
    Json::Object members{{"jti", id}, {"sid", kFamily}};
    for (const auto& [name, value] : *payload.object())
        if (name != "jti" && name != "sid") members.emplace_back(name, value);
    return Json{std::move(members)}.dump();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    check_token(text);
    if (size > kMaxTokenBytes) return 0;
    const auto encoded = to_base64url(text);
    check_token(encoded + ".e30.AA");
    static const auto header =
        to_base64url(R"({"alg":"EdDSA","typ":"at+jwt","kid":")" + key().kid() + "\"}");
    check_token(header + "." + encoded + ".AA");
    if (const auto json = Json::parse(text); json && json->object() != nullptr)
        check_token(header + "." + to_base64url(with_right_id(*json)) + ".AA");
    return 0;
}
