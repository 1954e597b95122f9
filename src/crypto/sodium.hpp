/// sodium: starts libsodium once per process.
#pragma once

namespace postern::crypto {

/// Cheap after the first call. Throws CryptoError when the library cannot start.
void start_sodium();

}  // namespace postern::crypto
