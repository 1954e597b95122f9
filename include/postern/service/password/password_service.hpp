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
#include <vector>

#include "postern/base/bytes.hpp"
#include "postern/base/secret.hpp"
#include "postern/crypto/password/breached_passwords.hpp"
#include "postern/crypto/password/common_passwords.hpp"
#include "postern/crypto/password/password_hasher.hpp"
#include "postern/model/user_row.hpp"
#include "postern/service/password/password_problem.hpp"
#include "postern/shm/hashing_slots.hpp"

namespace postern::service {

/// Whose password it will be: words that must not make it up. As typed, checked or not.
struct PasswordOwner {
    std::string_view email{};
    std::string_view display_name{};
    std::string_view username{};
};

/// Views into the user.
PasswordOwner owner_of(const UserRow& user);
PasswordOwner owner_of(const User& user);

/// What new passwords are looked up in. nullptr: there is no such list.
struct PasswordLists {
    const crypto::CommonPasswords* common = nullptr;
    const crypto::BreachedPasswords* breached = nullptr;
};

struct PasswordSettings {
    PasswordNeeds needs{};
    int min_strength = 3;                      ///< see crypto::password_strength(); 0: any
    std::vector<std::string> service_words{};  ///< names of this service, that everybody knows
    std::chrono::milliseconds patience{250};
};

/// Busy: no slot was free; nothing was done.
enum class Verdict { Right, Wrong, Busy };

/// When to try again after Busy, in this and every other outcome: hashing takes less than that.
inline constexpr std::chrono::seconds kBusyRetryAfter{2};

class PasswordService {
public:
    /// Every reference, and what is behind `lists`, must outlive *this.
    PasswordService(crypto::PasswordHasher& hasher, shm::HashingSlots& slots,
                    PasswordSettings settings, PasswordLists lists = {});

    /// All that is wrong with a new password, without hashing; empty when it will do. At most about
    /// 10 ms of CPU, and some thirty reads when there is a file of breached passwords; throws
    /// crypto::CryptoError when that cannot be read.
    std::vector<PasswordProblem> check_new(std::string_view typed,
                                           const PasswordOwner& owner) const;

    /// PHC string of a new password; nothing when no slot is free: try again in a moment.
    /// REQUIRES: check_new() found nothing.
    std::optional<std::string> hash_new(std::string_view typed) const;

    /// Compares with `phc`, or, without one, does the same work against a decoy and is Wrong.
    /// One hash of CPU; waits at most `patience` for a slot.
    Verdict verify(std::string_view typed, std::optional<std::string_view> phc) const;

    /// A new hash when `phc` is behind the present cost; nothing when it is not or no slot is free.
    std::optional<std::string> rehash_if_needed(std::string_view typed, std::string_view phc) const;

    /// What is stored of a recovery code; nothing when no slot is free. One hash of CPU. REQUIRES:
    /// as crypto::hash_recovery_code().
    std::optional<Digest> hash_recovery_code(const Secret& code, std::string_view salt,
                                             const crypto::Argon2idCost& cost) const;

    const PasswordNeeds& needs() const noexcept { return settings_.needs; }

private:
    std::vector<PasswordProblem> check_content(std::string_view password,
                                               const std::vector<std::string>& words) const;

    crypto::PasswordHasher& hasher_;
    shm::HashingSlots& slots_;
    PasswordSettings settings_;
    PasswordLists lists_;
};

}  // namespace postern::service
