/// AnyPasswordHasher: hashes like Argon2idHasher, and also verifies what other systems wrote.
///
/// bcrypt, crypt(3)'s SHA-crypt, scrypt and yescrypt, Argon2 of every kind, PBKDF2 and scrypt of
/// Django, Werkzeug and passlib; docs/moving-in.md lists them. All of those need a rehash, so that
/// the next sign-in replaces them. Bounded: whatever stands in the database, one verification
/// takes at most about two seconds of CPU and 256 MiB; what would take more is false at the cost of
/// a decoy (Argon2id in our own form is bounded as in Argon2idHasher).
///
/// Two passwords are the same to bcrypt when their first 72 bytes are; it is verified as the system
/// that wrote it did, and the rehash holds the whole of what was typed. A NUL ends a password for
/// crypt(3): a password with a NUL fits none of its hashes here.
#pragma once

#include <optional>

#include "postern/crypto/password/password_hasher.hpp"

namespace postern::crypto {

class AnyPasswordHasher final : public PasswordHasher {
public:
    /// Cost of new hashes. Throws as Argon2idHasher does.
    explicit AnyPasswordHasher(Argon2idCost cost);

    std::string hash(const Secret& password) override { return own_.hash(password); }
    bool verify(const Secret& password, std::string_view phc) override;
    bool needs_rehash(std::string_view phc) const override { return own_.needs_rehash(phc); }
    bool is_foreign(std::string_view phc) const override;
    std::string_view decoy() const override { return own_.decoy(); }

private:
    Argon2idHasher own_;
};

}  // namespace postern::crypto
