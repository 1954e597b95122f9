// Random bytes from the kernel.
#include "postern/crypto/system_entropy.hpp"

#include <sodium.h>

#include "crypto/sodium.hpp"

namespace postern::crypto {

SystemEntropy::SystemEntropy() { start_sodium(); }

std::string SystemEntropy::bytes(std::size_t count) {
    std::string bytes(count, '\0');
    ::randombytes_buf(bytes.data(), bytes.size());  // ends the process rather than return less
    return bytes;
}

}  // namespace postern::crypto
