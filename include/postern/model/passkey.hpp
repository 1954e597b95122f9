/// passkey: what is stored of passkeys and security keys (W3C Web Authentication Level 3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/bytes.hpp"
#include "postern/base/clock.hpp"
#include "postern/model/ids.hpp"
#include "postern/model/user.hpp"

namespace postern {

/// What it is good for.
enum class PasskeyKind : std::uint8_t {
    Passkey,      ///< knows whose it is, and verifies its user: signs in without a password
    SecurityKey,  ///< only a second factor
};

/// `passkey` or `security_key`.
std::string_view to_text(PasskeyKind kind) noexcept;
std::optional<PasskeyKind> parse_passkey_kind(std::string_view text) noexcept;

/// A user has no more of both kinds together.
inline constexpr std::size_t kMaxPasskeys = 20;
inline constexpr std::size_t kMaxPasskeyNameCodePoints = 60;
inline constexpr std::size_t kUserHandleBytes = 32;
inline constexpr std::size_t kAaguidBytes = 16;

/// What its owner calls it, as one_line() takes it, up to kMaxPasskeyNameCodePoints.
std::optional<std::string> passkey_name(std::string_view text);

/// What a browser says about how it reaches an authenticator, for the next time: `internal`, `usb`,
/// `hybrid` and so on, separated by commas. Only words of lowercase letters, digits and dashes, as
/// many as fit into 80 bytes; the others are left out.
std::string passkey_transports(const std::vector<std::string>& said);

struct NewPasskey {
    PublicId public_id;
    PasskeyKind kind;
    std::string credential_id;  ///< the authenticator's name for it: 16 to 1023 bytes
    std::string rp_id;          ///< the host that it was made for
    std::string public_key;     ///< SubjectPublicKeyInfo, DER
    int algorithm;              ///< COSE: -8, -7 or -257
    std::uint32_t sign_count;   ///< 0: it does not count
    std::string aaguid;         ///< kAaguidBytes; all zero: the model is not known
    std::string transports;     ///< as passkey_transports() makes it
    bool verifies_user;         ///< asked for a PIN or a biometric when it was made
    bool backup_eligible;       ///< can be synced to other devices
    bool backup_state;          ///< is synced
    std::string name;
};

struct Passkey {
    UserId user_id;
    PublicId public_id;
    PasskeyKind kind;
    std::string credential_id;
    std::string rp_id;
    std::string public_key;
    int algorithm;
    std::uint32_t sign_count;  ///< of the newest use
    std::string aaguid;
    std::string transports;
    bool verifies_user;
    bool backup_eligible;  ///< as of the newest use, with the next one
    bool backup_state;
    std::string name;
    TimePoint created_at;
    std::optional<TimePoint> last_used_at{};  ///< nothing: never since it was made
};

/// A passkey with whose it is.
struct OwnedPasskey {
    Passkey passkey;
    User user;
    std::string user_handle;  ///< kUserHandleBytes: what the passkey knows its user by
};

}  // namespace postern
