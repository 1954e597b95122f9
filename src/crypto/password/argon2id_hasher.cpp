// Argon2id by libsodium.
#include <sodium.h>

#include "crypto/password/huge_pages.hpp"
#include "crypto/password/phc_string.hpp"
#include "crypto/sodium.hpp"
#include "postern/crypto/crypto_error.hpp"
#include "postern/crypto/password/password_hasher.hpp"

namespace postern::crypto {

namespace {

constexpr std::uint32_t kMinMemoryKib = 8;  // RFC 9106, 3.1: eight blocks per lane

bool is_affordable(const Argon2idCost& cost) noexcept {
    return cost.memory_kib >= kMinMemoryKib && cost.memory_kib <= kMaxArgon2MemoryKib &&
           cost.passes >= 1 && cost.passes <= kMaxArgon2Passes;
}

/// Overwrites `hash.tag` with that of `password`. crypto_pwhash_str_verify would be shorter to call
/// but answers "wrong" when memory is short; computing the tag tells the two apart.
void compute_tag(const Secret& password, Argon2idHash& hash) {
    const std::string_view bytes = password.reveal();
    const HugePages memory;
    if (::crypto_pwhash_argon2id(hash.tag.data(), hash.tag.size(), bytes.data(), bytes.size(),
                                 hash.salt.data(), hash.cost.passes,
                                 std::size_t{hash.cost.memory_kib} * 1024,
                                 crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0)
        throw CryptoError{"Argon2id failed; memory may be short"};
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
