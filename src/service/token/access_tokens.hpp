/// access_tokens: makes the access tokens of families, and reads those that come back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/entropy.hpp"
#include "postern/crypto/jws/access_token.hpp"
#include "postern/model/token.hpp"
#include "postern/model/user.hpp"
#include "postern/service/token/key_chest.hpp"
#include "postern/service/token/token_service.hpp"

namespace postern::service {

/// `amr`, by RFC 8176, section 2: `pwd`, `otp` (also for recovery codes), `hwk` and `user` (for
/// passkeys and security keys), and `mfa` from Level::Two on. It has no value for a trusted device
/// and for a code by e-mail.
std::vector<std::string> amr_of(const Authentication& authentication);

/// How long an access token lives that is made now: never beyond the end of its family.
std::chrono::seconds access_life(const TokenSettings& settings, const TokenFamily& family,
                                 TimePoint now) noexcept;

/// An access token of `family`, whose user this is. `audience`: an origin.
Secret make_access_token(const ActiveKey& signer, const TokenSettings& settings,
                         const TokenFamily& family, const PublicId& user,
                         const std::string& audience, Entropy& entropy, TimePoint now);

/// The claims of an access token for whatever audience, whose signature is right and whose time has
/// not passed. Nothing for any other text; why is logged at the level `debug`. Whether its family
/// lives is not looked at.
std::optional<crypto::AccessClaims> read_own_token(std::string_view text, KeyChest& keys,
                                                   const std::string& issuer, TimePoint now);

/// Notes in the log, at the level `debug`, that an access token was not taken.
void log_refused_access_token(std::string_view reason) noexcept;

}  // namespace postern::service
