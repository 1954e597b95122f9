/// PasswordService: the rules for a new password, and hashing within the bounds of the machine.
///
/// The only caller of PasswordHasher: whatever hashes takes a slot first, so that a flood of
/// sign-ins can take neither all cores nor all memory. Throws crypto::CryptoError when hashing
/// itself fails.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"
#include "postern/crypto/password_hasher.hpp"
#include "postern/crypto/password_text.hpp"
#include "postern/shm/hashing_slots.hpp"

namespace postern::service {

/// Why a password cannot become somebody's password. Busy: no hashing slot; try again in a moment.
enum class NewPasswordError { TooShort, TooLong, NotUtf8, Busy };

struct PasswordSettings {
    std::size_t min_length = 15;  ///< code points after normalisation
    std::chrono::milliseconds patience{250};
};

enum class Verdict { Right, Wrong, Busy };

class PasswordService {
public:
    /// Every reference must outlive *this.
    PasswordService(crypto::PasswordHasher& hasher, shm::HashingSlots& slots,
                    PasswordSettings settings);

    /// What is wrong with a new password, without hashing; nothing when it will do.
    std::optional<NewPasswordError> check_new(std::string_view typed) const;

    /// PHC string of a new password that was checked here first.
    Result<std::string, NewPasswordError> hash_new(std::string_view typed) const;

    /// Compares with `phc`, or, without one, does the same work against a decoy and is Wrong.
    /// One hash of CPU; waits at most `patience` for a slot.
    Verdict verify(std::string_view typed, std::optional<std::string_view> phc) const;

    /// A new hash when `phc` is behind the present cost; nothing when it is not or no slot is free.
    std::optional<std::string> rehash_if_needed(std::string_view typed, std::string_view phc) const;

    std::size_t min_length() const noexcept { return settings_.min_length; }

private:
    crypto::PasswordHasher& hasher_;
    shm::HashingSlots& slots_;
    PasswordSettings settings_;
};

}  // namespace postern::service
