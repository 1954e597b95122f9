/// fresh_codes: a new set of recovery codes, with what is stored of them.
#pragma once

#include <optional>
#include <vector>

#include "postern/base/entropy.hpp"
#include "postern/base/secret.hpp"
#include "postern/model/factor.hpp"
#include "postern/service/password/password_service.hpp"

namespace postern::service {

struct FreshCodes {
    std::vector<Secret> codes;
    NewRecoverySet stored;
};

/// Nothing when no hashing slot is free. Ten hashes of CPU.
std::optional<FreshCodes> make_fresh_codes(const PasswordService& passwords, Entropy& entropy,
                                           const crypto::Argon2idCost& cost);

}  // namespace postern::service
