#include "postern/crypto/jws/access_token.hpp"

#include <algorithm>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/digest.hpp"

namespace postern::crypto {

namespace {

using json::Json;

constexpr json::JsonLimits kPayloadLimits{
    .max_bytes = kMaxTokenBytes, .max_depth = 4, .max_values = 64};
constexpr std::size_t kIdRandomBytes = 12;
constexpr std::size_t kIdMacBytes = 12;
constexpr std::int64_t kMaxAhead = 30;  // seconds by which the clock of another host may be ahead
constexpr std::int64_t kTimeEnd = std::int64_t{1} << 53;  // readers of JSON that have doubles only
constexpr std::size_t kMaxIdBytes = 64;
constexpr std::size_t kMaxScopeBytes = 1000;
constexpr std::size_t kMaxOriginBytes = 512;
constexpr std::size_t kMaxAudiences = 8;
constexpr std::size_t kMaxMethods = 16;
constexpr std::size_t kMaxMethodBytes = 32;

bool is_letter_or_digit(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// The alphabet of everything that is looked up by these tokens.
bool is_id(std::string_view text) noexcept {
    return !text.empty() && text.size() <= kMaxIdBytes && std::ranges::all_of(text, [](char c) {
        return is_letter_or_digit(c) || c == '-' || c == '_';
    });
}

/// RFC 6749, section 3.3.
bool is_scope(std::string_view text) noexcept {
    return text.size() <= kMaxScopeBytes && std::ranges::all_of(text, [](char c) {
               return c >= 0x20 && c <= 0x7E && c != '"' && c != '\\';
           });
}

bool is_origin(std::string_view text) noexcept {
    return !text.empty() && text.size() <= kMaxOriginBytes && !has_control(text);
}

bool is_method(std::string_view text) noexcept {
    return !text.empty() && text.size() <= kMaxMethodBytes &&
           std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == '_'; });
}

bool is_level(std::string_view text) noexcept {
    return text.size() == 1 && text.front() >= '1' && text.front() <= '3';
}

std::string id_mac(const Secret& id_key, std::string_view kid, std::string_view family,
                   std::string_view random) {
    std::string message{kid};
    message.append(1, '\0').append(family).append(1, '\0').append(random);
    const auto mac = hmac_sha256(id_key.reveal(), message);
    return std::string{as_bytes(mac).substr(0, kIdMacBytes)};
}

bool has_right_mac(std::string_view id, const Secret& id_key, std::string_view kid,
                   std::string_view family) {
    const auto bytes = from_base64url(id);
    if (!bytes || bytes->size() != kIdRandomBytes + kIdMacBytes) return false;
    const std::string_view all = *bytes;
    return equal_constant_time(all.substr(kIdRandomBytes),
                               id_mac(id_key, kid, family, all.substr(0, kIdRandomBytes)));
}

Json to_json(const std::vector<std::string>& texts) {
    Json::Array items;
    items.reserve(texts.size());
    for (const auto& text : texts) items.emplace_back(text);
    return items;
}

/// Reads claims, and remembers whether one of them was missing or wrong.
class ClaimReader {
public:
    explicit ClaimReader(const Json& payload) : payload_{payload} {}

    bool is_good() const noexcept { return is_good_; }

    std::string text(std::string_view name, bool (*is_right)(std::string_view) noexcept) {
        const Json* claim = payload_.find(name);
        const std::string* text = claim == nullptr ? nullptr : claim->string();
        if (text != nullptr && is_right(*text)) return *text;
        is_good_ = false;
        return {};
    }

    std::int64_t time(std::string_view name) {
        const Json* claim = payload_.find(name);
        const std::int64_t* seconds = claim == nullptr ? nullptr : claim->integer();
        if (seconds != nullptr && *seconds > 0 && *seconds < kTimeEnd) return *seconds;
        is_good_ = false;
        return 0;
    }

    std::optional<std::int64_t> time_if_any(std::string_view name) {
        return payload_.find(name) == nullptr ? std::nullopt : std::optional{time(name)};
    }

    std::vector<std::string> texts(std::string_view name, std::size_t most,
                                   bool (*is_right)(std::string_view) noexcept) {
        const Json* claim = payload_.find(name);
        const Json::Array* items = claim == nullptr ? nullptr : claim->array();
        std::vector<std::string> texts;
        if (items == nullptr || items->size() > most) {
            is_good_ = false;
            return texts;
        }
        for (const auto& item : *items) {
            const std::string* text = item.string();
            if (text == nullptr || !is_right(*text)) is_good_ = false;
            if (text != nullptr) texts.push_back(*text);
        }
        return texts;
    }

    /// One text, or a list of them (RFC 7519, section 4.1.3).
    std::vector<std::string> audience() {
        const Json* claim = payload_.find("aud");
        if (claim != nullptr && claim->string() != nullptr) return {text("aud", is_origin)};
        auto audience = texts("aud", kMaxAudiences, is_origin);
        if (audience.empty()) is_good_ = false;
        return audience;
    }

private:
    const Json& payload_;
    bool is_good_ = true;
};

/// The claims, in the order of the payload.
AccessClaims read_claims(ClaimReader& reader) {
    AccessClaims claims{};
    claims.issuer = reader.text("iss", is_origin);
    claims.subject = reader.text("sub", is_id);
    claims.audience = reader.audience();
    claims.client_id = reader.text("client_id", is_id);
    claims.expires_at = reader.time("exp");
    claims.issued_at = reader.time("iat");
    claims.id = reader.text("jti", is_id);
    claims.family = reader.text("sid", is_id);
    claims.scope = reader.text("scope", is_scope);
    claims.auth_time = reader.time("auth_time");
    const auto level = reader.text("acr", is_level);
    claims.level = level.empty() ? 0 : static_cast<std::uint32_t>(level.front() - '0');
    claims.amr = reader.texts("amr", kMaxMethods, is_method);
    return claims;
}

std::optional<TokenProblem> check_id(const Json& payload, const TrustedKey& key,
                                     std::string_view kid) {
    ClaimReader reader{payload};
    const auto id = reader.text("jti", is_id);
    const auto family = reader.text("sid", is_id);
    if (!reader.is_good()) return TokenProblem::BadClaims;
    if (!has_right_mac(id, key.id_key, kid, family)) return TokenProblem::WrongMac;
    return std::nullopt;
}

Result<AccessClaims, TokenProblem> check_claims(const Json& payload, std::string_view issuer,
                                                std::int64_t now) {
    ClaimReader reader{payload};
    auto claims = read_claims(reader);
    const auto not_before = reader.time_if_any("nbf");
    if (!reader.is_good()) return fail(TokenProblem::BadClaims);
    const auto life = claims.expires_at - claims.issued_at;
    if (life <= 0 || life > kMaxAccessTokenLife) return fail(TokenProblem::BadClaims);
    if (claims.issuer != issuer) return fail(TokenProblem::WrongIssuer);
    if (claims.expires_at <= now) return fail(TokenProblem::Expired);
    if (claims.issued_at > now + kMaxAhead || not_before.value_or(0) > now + kMaxAhead)
        return fail(TokenProblem::NotYet);
    return claims;
}

}  // namespace

std::string to_payload(const AccessClaims& claims) {
    const auto& audience = claims.audience;
    POSTERN_CHECK(!audience.empty() && audience.size() <= kMaxAudiences);
    POSTERN_CHECK(claims.level >= 1 && claims.level <= 3);
    return Json{Json::Object{{"iss", claims.issuer},
                             {"sub", claims.subject},
                             {"aud", audience.size() == 1 ? Json{audience[0]} : to_json(audience)},
                             {"client_id", claims.client_id},
                             {"exp", claims.expires_at},
                             {"iat", claims.issued_at},
                             {"jti", claims.id},
                             {"sid", claims.family},
                             {"scope", claims.scope},
                             {"auth_time", claims.auth_time},
                             {"acr", std::to_string(claims.level)},
                             {"amr", to_json(claims.amr)}}}
        .dump();
}

std::string make_token_id(const Secret& id_key, std::string_view kid, std::string_view family,
                          Entropy& entropy) {
    const auto random = entropy.bytes(kIdRandomBytes);
    return to_base64url(random + id_mac(id_key, kid, family, random));
}

Result<UnverifiedAccessToken, TokenProblem> read_access_token(std::string_view text,
                                                              const FindKey& find_key,
                                                              std::string_view issuer,
                                                              std::int64_t now) {
    auto token = take_apart(text);
    if (!token) return fail(token.error());
    const TrustedKey* key = find_key(token->kid);
    if (key == nullptr) return fail(TokenProblem::UnknownKey);
    if (token->algorithm != to_text(key->key.algorithm()))
        return fail(TokenProblem::WrongAlgorithm);
    if (token->typ != kAccessTokenType) return fail(TokenProblem::WrongType);
    const auto payload = Json::parse(token->payload, kPayloadLimits);
    if (!payload || payload->object() == nullptr) return fail(TokenProblem::Malformed);
    // Before anything else is read: rubbish gets no further.
    if (const auto problem = check_id(*payload, *key, token->kid)) return fail(*problem);
    auto claims = check_claims(*payload, issuer, now);
    if (!claims) return fail(claims.error());
    return UnverifiedAccessToken{.claims = std::move(*claims),
                                 .kid = std::move(token->kid),
                                 .signing_input = std::string{token->signing_input},
                                 .signature = std::move(token->signature)};
}

bool says_it_is_from(const CompactToken& token, std::string_view issuer) {
    if (token.typ != kAccessTokenType) return false;
    const auto payload = Json::parse(token.payload, kPayloadLimits);
    const Json* const named = payload ? payload->find("iss") : nullptr;
    return named != nullptr && named->string() != nullptr && *named->string() == issuer;
}

bool is_signed(const UnverifiedAccessToken& token, const TrustedKey& key) noexcept {
    return token.kid == key.key.kid() && key.key.verify(token.signing_input, token.signature);
}

}  // namespace postern::crypto
