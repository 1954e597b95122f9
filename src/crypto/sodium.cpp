// Starts libsodium.
#include "crypto/sodium.hpp"

#include <sodium.h>

#include "postern/crypto/crypto_error.hpp"

namespace postern::crypto {

void start_sodium() {
    if (::sodium_init() < 0) throw CryptoError{"libsodium cannot start"};
}

}  // namespace postern::crypto
