/// cose_key: public keys of authenticators (RFC 9052, section 7) and the signatures that they
/// verify.
#pragma once

#include <string>
#include <string_view>

#include "postern/base/result.hpp"
#include "postern/crypto/factor/webauthn.hpp"

namespace postern::crypto {

struct PublicKey {
    int algorithm;     ///< one of kOfferedAlgorithms
    std::string spki;  ///< SubjectPublicKeyInfo, DER
};

/// The key must have `alg` and the parameters of its type, and no others (W3C Web Authentication
/// Level 3, section 6.5.1.1). ES256: a point on P-256, uncompressed. EdDSA: a point of the main
/// subgroup of Ed25519. RS256: 2048 to 4096 bits, exponent 65537. Refuses with Algorithm when `alg`
/// is not offered, else with PublicKey. Throws CryptoError when OpenSSL fails.
Result<PublicKey, WebauthnRefusal> read_cose_key(std::string_view cbor);

/// True when `signature` is a signature of `message` by the key. ES256: DER; EdDSA: 64 bytes;
/// RS256: PKCS #1 v1.5 (W3C Web Authentication Level 3, section 6.5.5). Throws CryptoError when
/// `spki` is not exactly one key of the algorithm's type, or when OpenSSL fails.
bool verify_signature(int algorithm, std::string_view spki, std::string_view message,
                      std::string_view signature);

}  // namespace postern::crypto
