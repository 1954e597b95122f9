/// argon2id: the one call of Argon2id (RFC 9106), for passwords and for recovery codes.
#pragma once

#include <span>
#include <string_view>

#include "postern/crypto/password/password_hasher.hpp"

namespace postern::crypto {

/// False for a cost that RFC 9106 does not know, and for one that would stop a worker.
bool is_affordable(const Argon2idCost& cost) noexcept;

/// Fills `tag`, on huge pages where the kernel has them. Throws CryptoError when memory is short:
/// crypto_pwhash_str_verify would be shorter to call but answers "wrong" then.
/// REQUIRES: is_affordable(cost); salt.size() == crypto_pwhash_argon2id_SALTBYTES.
void argon2id(std::string_view password, std::span<const unsigned char> salt,
              const Argon2idCost& cost, std::span<unsigned char> tag);

}  // namespace postern::crypto
