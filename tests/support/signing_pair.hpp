/// signing_pair: a key that signs access tokens, and what those who check them know of it.
#pragma once

#include "postern/crypto/jws/access_token.hpp"

namespace postern::test {

struct SigningPair {
    explicit SigningPair(crypto::SignatureAlgorithm algorithm)
        : key{crypto::SigningKey::generate(algorithm)},
          trusted{key.public_key(), key.derive(crypto::kTokenIdInfo)} {}

    crypto::SigningKey key;
    crypto::TrustedKey trusted;
};

}  // namespace postern::test
