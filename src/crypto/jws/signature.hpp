/// signature: signatures in the form of JWS (RFC 7518, section 3.4), made and verified by OpenSSL,
/// which has ECDSA in DER.
#pragma once

#include <string>
#include <string_view>

#include "crypto/evp.hpp"
#include "postern/crypto/jws/jws.hpp"

namespace postern::crypto {

/// Throws CryptoError when OpenSSL cannot sign with `key`.
std::string sign_raw(SignatureAlgorithm algorithm, EVP_PKEY* key, std::string_view input);

/// False also when OpenSSL cannot verify.
bool verify_raw(SignatureAlgorithm algorithm, EVP_PKEY* key, std::string_view input,
                std::string_view signature) noexcept;

}  // namespace postern::crypto
