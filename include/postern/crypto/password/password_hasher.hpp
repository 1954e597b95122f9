/// PasswordHasher: turns passwords into PHC strings and checks them. A port, since it is slow by
/// design.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "postern/base/secret.hpp"
#include "postern/crypto/crypto_error.hpp"

namespace postern::crypto {

class PasswordHasher {
public:
    virtual ~PasswordHasher() = default;

    /// A PHC string with a fresh salt. `password` is hashed as it is: normalise first.
    /// Throws CryptoError when memory is short; that is never "wrong password".
    virtual std::string hash(const Secret& password) = 0;

    /// True when `phc` is a hash of `password`. A string that is no hash this class knows, or one
    /// that asks for more than kMaxArgon2..., is false, at the cost of one decoy verification.
    /// Throws CryptoError when the check could not be made.
    virtual bool verify(const Secret& password, std::string_view phc) = 0;

    /// True when `phc` was not made with the present algorithm and cost.
    virtual bool needs_rehash(std::string_view phc) const = 0;

    /// True when another system wrote `phc`: from the text as typed, perhaps not in NFC.
    virtual bool is_foreign(std::string_view /*phc*/) const { return false; }

    /// A valid hash of a password nobody has, at the present cost: what is verified for an unknown
    /// user.
    virtual std::string_view decoy() const = 0;
};

/// What a stored hash may ask for; more is refused, so that a forged record cannot stop a worker.
inline constexpr std::uint32_t kMaxArgon2MemoryKib = 1024 * 1024;
inline constexpr std::uint32_t kMaxArgon2Passes = 16;

/// Argon2id version 1.3 (RFC 9106), by libsodium: 16-byte salt, 32-byte tag, one lane.
struct Argon2idCost {
    std::uint32_t memory_kib = 19456;
    std::uint32_t passes = 2;
};

class Argon2idHasher final : public PasswordHasher {
public:
    /// Makes the decoy without hashing, so construction is cheap. Throws CryptoError when libsodium
    /// cannot start or the cost is out of range.
    explicit Argon2idHasher(Argon2idCost cost);
    std::string hash(const Secret& password) override;
    bool verify(const Secret& password, std::string_view phc) override;
    bool needs_rehash(std::string_view phc) const override;
    std::string_view decoy() const override { return decoy_; }

private:
    Argon2idCost cost_;
    std::string decoy_;
};

}  // namespace postern::crypto
