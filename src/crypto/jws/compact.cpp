// The compact form (RFC 7515, section 7.1), and the strict reading of it (RFC 8725, section 3).
#include <cstdlib>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/crypto/jws/jws.hpp"

namespace postern::crypto {

namespace {

using json::Json;

constexpr std::size_t kMaxHeaderBytes = 512;
constexpr json::JsonLimits kHeaderLimits{
    .max_bytes = kMaxHeaderBytes, .max_depth = 1, .max_values = 16};
constexpr std::string_view kMediaType = "application/";  // RFC 7515, section 4.1.9: may be left out

struct Parts {
    std::string_view header;
    std::string_view payload;
    std::string_view signature;
};

std::optional<Parts> split(std::string_view text) noexcept {
    const auto first = text.find('.');
    const auto last = text.rfind('.');
    if (first == last || text.find('.', first + 1) != last) return std::nullopt;
    const Parts parts{text.substr(0, first), text.substr(first + 1, last - first - 1),
                      text.substr(last + 1)};
    if (parts.header.empty() || parts.payload.empty() || parts.signature.empty())
        return std::nullopt;
    return parts;
}

std::string without_media_type(std::string_view typ) {
    auto name = to_ascii_lower(typ);
    if (name.starts_with(kMediaType)) name.erase(0, kMediaType.size());
    return name;
}

/// Takes the header's members into `token`.
std::optional<TokenProblem> read_header(std::string_view text, CompactToken& token) {
    if (text.size() > kMaxHeaderBytes) return TokenProblem::BadHeader;
    const auto header = Json::parse(text, kHeaderLimits);
    if (!header || header->object() == nullptr) return TokenProblem::Malformed;
    const Json* alg = header->find("alg");
    const Json* kid = header->find("kid");
    const Json* typ = header->find("typ");
    // These three and no others: neither `crit`, nor anything that brings a key or names one.
    if (header->object()->size() != 3 || alg == nullptr || kid == nullptr || typ == nullptr)
        return TokenProblem::BadHeader;
    if (alg->string() == nullptr || kid->string() == nullptr || typ->string() == nullptr)
        return TokenProblem::BadHeader;
    token.algorithm = *alg->string();
    token.kid = *kid->string();
    token.typ = without_media_type(*typ->string());
    return std::nullopt;
}

}  // namespace

std::string_view to_text(TokenProblem problem) noexcept {
    switch (problem) {
        case TokenProblem::TooLong:
            return "too_long";
        case TokenProblem::Malformed:
            return "malformed";
        case TokenProblem::BadHeader:
            return "bad_header";
        case TokenProblem::UnknownKey:
            return "unknown_key";
        case TokenProblem::WrongAlgorithm:
            return "wrong_algorithm";
        case TokenProblem::WrongType:
            return "wrong_type";
        case TokenProblem::WrongMac:
            return "wrong_mac";
        case TokenProblem::BadSignature:
            return "bad_signature";
        case TokenProblem::BadClaims:
            return "bad_claims";
        case TokenProblem::WrongIssuer:
            return "wrong_issuer";
        case TokenProblem::WrongAudience:
            return "wrong_audience";
        case TokenProblem::Expired:
            return "expired";
        case TokenProblem::NotYet:
            return "not_yet";
    }
    std::abort();  // a value outside the enum is a bug
}

std::string make_compact(const SigningKey& key, std::string_view typ, std::string_view payload) {
    const Json header{
        Json::Object{{"alg", to_text(key.algorithm())}, {"typ", typ}, {"kid", key.kid()}}};
    std::string token = to_base64url(header.dump());
    token.append(".").append(to_base64url(payload));
    const auto signature = to_base64url(key.sign(token));
    return token.append(".").append(signature);
}

Result<CompactToken, TokenProblem> take_apart(std::string_view text) {
    if (text.size() > kMaxTokenBytes) return fail(TokenProblem::TooLong);
    const auto parts = split(text);
    if (!parts) return fail(TokenProblem::Malformed);
    const auto header = from_base64url(parts->header);
    auto payload = from_base64url(parts->payload);
    auto signature = from_base64url(parts->signature);
    if (!header || !payload || !signature) return fail(TokenProblem::Malformed);
    CompactToken token{
        .algorithm = {},
        .kid = {},
        .typ = {},
        .signing_input = text.substr(0, parts->header.size() + 1 + parts->payload.size()),
        .signature = std::move(*signature),
        .payload = std::move(*payload)};
    if (const auto problem = read_header(*header, token)) return fail(*problem);
    return token;
}

}  // namespace postern::crypto
