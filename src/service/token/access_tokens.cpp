#include "service/token/access_tokens.hpp"

#include <algorithm>

#include "postern/base/log.hpp"

namespace postern::service {

namespace {

std::int64_t to_seconds(TimePoint time) noexcept { return time.time_since_epoch().count(); }

}  // namespace

std::vector<std::string> amr_of(const Authentication& authentication) {
    using enum ProofMethod;
    const auto& methods = authentication.methods;
    std::vector<std::string> amr;
    if (methods.has(Password)) amr.emplace_back("pwd");
    if (methods.has(Totp) || methods.has(RecoveryCode)) amr.emplace_back("otp");
    if (methods.has(Passkey) || methods.has(SecurityKey)) {
        amr.emplace_back("hwk");
        amr.emplace_back("user");
    }
    if (authentication.level != Level::One) amr.emplace_back("mfa");
    return amr;
}

std::chrono::seconds access_life(const TokenSettings& settings, const TokenFamily& family,
                                 TimePoint now) noexcept {
    return std::min(settings.access_ttl, ends_at(family) - now);
}

Secret make_access_token(const ActiveKey& signer, const TokenSettings& settings,
                         const TokenFamily& family, const PublicId& user,
                         const std::string& audience, Entropy& entropy, TimePoint now) {
    const crypto::AccessClaims claims{
        .issuer = settings.issuer,
        .subject = user.text(),
        .audience = {audience},
        .client_id = std::string{kFirstPartyClient},
        .scope = family.scopes.text(),
        .id = crypto::make_token_id(signer.id_key, signer.key.kid(), family.public_id.text(),
                                    entropy),
        .family = family.public_id.text(),
        .issued_at = to_seconds(now),
        .expires_at = to_seconds(now + access_life(settings, family, now)),
        .auth_time = to_seconds(family.authentication.authenticated_at),
        .level = to_number(family.authentication.level),
        .amr = amr_of(family.authentication)};
    return Secret{
        crypto::make_compact(signer.key, crypto::kAccessTokenType, crypto::to_payload(claims))};
}

std::optional<crypto::AccessClaims> read_own_token(std::string_view text, KeyChest& keys,
                                                   const std::string& issuer, TimePoint now) {
    auto read = crypto::read_access_token(
        text, [&](std::string_view kid) { return keys.trusted(kid, now); }, issuer,
        to_seconds(now));
    if (!read) {
        log_refused_access_token(crypto::to_text(read.error()));
        return std::nullopt;
    }
    const crypto::TrustedKey* key = keys.trusted(read->kid, now);
    if (key == nullptr || !crypto::is_signed(*read, *key)) {
        log_refused_access_token(crypto::to_text(crypto::TokenProblem::BadSignature));
        return std::nullopt;
    }
    return std::move(read->claims);
}

void log_refused_access_token(std::string_view reason) noexcept {
    log::debug("access_token_refused", {{"reason", reason}});
}

}  // namespace postern::service
