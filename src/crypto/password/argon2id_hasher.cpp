// Passwords as PHC strings of Argon2id.
#include <sodium.h>

#include "crypto/password/argon2id.hpp"
#include "crypto/password/phc_string.hpp"
#include "crypto/sodium.hpp"
#include "postern/crypto/crypto_error.hpp"
#include "postern/crypto/password/password_hasher.hpp"

namespace postern::crypto {

namespace {

/// Overwrites `hash.tag` with that of `password`.
void compute_tag(const Secret& password, Argon2idHash& hash) {
    argon2id(password.reveal(), hash.salt, hash.cost, hash.tag);
}

Argon2idHash with_random_salt(const Argon2idCost& cost) {
    Argon2idHash hash{.cost = cost, .salt = {}, .tag = {}};
    ::randombytes_buf(hash.salt.data(), hash.salt.size());
    return hash;
}

/// A hash like any other, but of no password: its tag is random. Costs no hashing.
Argon2idHash make_decoy(const Argon2idCost& cost) {
    Argon2idHash hash = with_random_salt(cost);
    ::randombytes_buf(hash.tag.data(), hash.tag.size());
    return hash;
}

bool matches(const Secret& password, const Argon2idHash& stored) {
    Argon2idHash computed = stored;
    compute_tag(password, computed);
    return ::sodium_memcmp(computed.tag.data(), stored.tag.data(), stored.tag.size()) == 0;
}

}  // namespace

Argon2idHasher::Argon2idHasher(Argon2idCost cost) : cost_{cost} {
    start_sodium();
    if (!is_affordable(cost)) throw CryptoError{"Argon2id cost is out of range"};
    decoy_ = to_text(make_decoy(cost));
}

std::string Argon2idHasher::hash(const Secret& password) {
    Argon2idHash hash = with_random_salt(cost_);
    compute_tag(password, hash);
    return to_text(hash);
}

bool Argon2idHasher::verify(const Secret& password, std::string_view phc) {
    const auto stored = parse_phc(phc);
    if (stored && is_affordable(stored->cost)) return matches(password, *stored);
    // A damaged or hostile record must not be told from a wrong password by its speed.
    matches(password, make_decoy(cost_));
    return false;
}

bool Argon2idHasher::needs_rehash(std::string_view phc) const {
    const auto stored = parse_phc(phc);
    return !stored || stored->cost.memory_kib != cost_.memory_kib ||
           stored->cost.passes != cost_.passes;
}

}  // namespace postern::crypto
