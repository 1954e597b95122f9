#include "service/account/fresh_codes.hpp"

#include "postern/crypto/factor/recovery_code.hpp"

namespace postern::service {

std::optional<FreshCodes> make_fresh_codes(const PasswordService& passwords, Entropy& entropy,
                                           const crypto::Argon2idCost& cost) {
    FreshCodes fresh{
        .codes = crypto::make_recovery_codes(entropy),
        .stored = {.salt = entropy.bytes(crypto::kRecoverySaltBytes),
                   .cost = {.memory_kib = cost.memory_kib, .passes = cost.passes, .lanes = 1},
                   .hashes = {}}};
    for (const Secret& code : fresh.codes) {
        const auto normal = crypto::normalize_recovery_code(code.reveal());
        const auto hash = passwords.hash_recovery_code(normal.value(), fresh.stored.salt, cost);
        if (!hash) return std::nullopt;
        fresh.stored.hashes.push_back(*hash);
    }
    return fresh;
}

}  // namespace postern::service
