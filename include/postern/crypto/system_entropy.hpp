/// SystemEntropy: random bytes of the operating system (libsodium's randombytes, getrandom(2)).
/// Safe across fork: no state of its own.
#pragma once

#include "postern/base/entropy.hpp"

namespace postern::crypto {

class SystemEntropy final : public Entropy {
public:
    /// Throws CryptoError when libsodium cannot start.
    SystemEntropy();
    std::string bytes(std::size_t count) override;
};

}  // namespace postern::crypto
