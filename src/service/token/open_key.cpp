#include "service/token/open_key.hpp"

#include <utility>

namespace postern::service {

static_assert(
    static_cast<int>(JwsAlgorithm::Es256) == static_cast<int>(crypto::SignatureAlgorithm::Es256) &&
    static_cast<int>(JwsAlgorithm::EdDsa) == static_cast<int>(crypto::SignatureAlgorithm::EdDsa) &&
    static_cast<int>(JwsAlgorithm::Rs256) == static_cast<int>(crypto::SignatureAlgorithm::Rs256));

crypto::SignatureAlgorithm to_signature_algorithm(JwsAlgorithm algorithm) noexcept {
    return static_cast<crypto::SignatureAlgorithm>(algorithm);
}

JwsAlgorithm wanted_for(KeyUsage usage, JwsAlgorithm of_tokens) noexcept {
    return usage == KeyUsage::Assertion ? JwsAlgorithm::Es256 : of_tokens;
}

Result<crypto::SigningKey, crypto::OpenError> open_key(const crypto::KeyRing& ring,
                                                       const SigningKeyRow& row) {
    const auto der = ring.open(crypto::kSigningKeys, {row.kid}, row.sealed);
    if (!der) return fail(der.error());
    auto key = crypto::SigningKey::from_der(to_signature_algorithm(row.algorithm), *der);
    if (!key || key->kid() != row.kid) return fail(crypto::OpenError::Damaged);
    return std::move(*key);
}

}  // namespace postern::service
