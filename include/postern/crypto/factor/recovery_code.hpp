/// recovery_code: ten codes on paper, each of which replaces a lost second factor once.
///
/// A code is 80 random bits in Crockford's base 32, which has no I, L, O and U. Fewer than 112 bits
/// need a password hash, so one Argon2id hash with the salt of the set checks a typed code against
/// all of them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/bytes.hpp"
#include "postern/base/entropy.hpp"
#include "postern/base/secret.hpp"
#include "postern/crypto/password/password_hasher.hpp"

namespace postern::crypto {

inline constexpr std::size_t kRecoveryCodes = 10;
inline constexpr std::size_t kRecoverySaltBytes = 16;
inline constexpr std::size_t kMaxTypedRecoveryCodeBytes = 64;

/// A fresh set of kRecoveryCodes different codes, as they are shown: `xxxx-xxxx-xxxx-xxxx`.
std::vector<Secret> make_recovery_codes(Entropy& entropy);

/// The 16 characters of a typed code, in lowercase and without spaces and hyphens; `o` counts as 0,
/// `i` and `l` as 1. Nothing when that can't be a code.
std::optional<Secret> normalize_recovery_code(std::string_view typed);

/// What is stored of a code. Costs one password hash of `cost`, which is stored beside the salt.
/// Throws CryptoError when memory is short or the cost is out of range; that is never "wrong code".
/// REQUIRES: `normalized` is what normalize_recovery_code() returned; salt.size() ==
/// kRecoverySaltBytes.
Digest hash_recovery_code(const Secret& normalized, std::string_view salt,
                          const Argon2idCost& cost);

}  // namespace postern::crypto
