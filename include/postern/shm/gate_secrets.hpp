/// GateSecrets: random bytes that the gate and the portal of one host share, and nobody else.
///
/// Made by the master at its start, before the fork, and never changed. No file has them, and no
/// core file. fill() comes before the first use.
#pragma once

#include <string>

#include "postern/base/bytes.hpp"
#include "postern/base/entropy.hpp"

namespace postern::shm {

struct GateSecrets {
    static constexpr bool kReadyWhenZeroed = true;
    static constexpr bool kOutOfCoreFiles = true;

    /// For the digests under which verified passwords are cached, so that a copy of the cache lets
    /// nobody guess passwords.
    Digest basic_key;
    /// By which a portal worker knows that it is the gate that asks.
    Digest ask_key;

    /// Throws when the source of random bytes fails.
    void fill(Entropy& entropy) {
        basic_key = random_digest(entropy);
        ask_key = random_digest(entropy);
    }

    /// The second one as PasswordThread and the portal's route take it.
    std::string ask_secret() const { return to_hex(as_bytes(ask_key)); }

private:
    static Digest random_digest(Entropy& entropy) {
        return to_digest(entropy.bytes(sizeof(Digest))).value();
    }
};

}  // namespace postern::shm
