/// open_key: a signing key out of the database, opened with the master keys of this host.
#pragma once

#include <optional>
#include <string_view>

#include "postern/crypto/jws/jws.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/model/signing_key.hpp"

namespace postern::service {

/// The algorithm of a key, as the layer below knows it: both have the numbers of one list.
crypto::SignatureAlgorithm to_signature_algorithm(JwsAlgorithm algorithm) noexcept;

/// Assertions are ES256, whatever access tokens are.
JwsAlgorithm wanted_for(KeyUsage usage, JwsAlgorithm of_tokens) noexcept;

/// The key, once its thumbprint was found to be its kid.
Result<crypto::SigningKey, crypto::OpenError> open_key(const crypto::KeyRing& ring,
                                                       const SigningKeyRow& row);

}  // namespace postern::service
