/// Assurance: how surely, and when, a session's user proved who they are; and what a site asks for.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "postern/base/clock.hpp"

namespace postern {

/// Numbers, because sites and programs are told them.
enum class Level : std::uint8_t {
    One = 1,                ///< one factor
    Two = 2,                ///< two factors
    PhishingResistant = 3,  ///< a passkey, with user verification
};

constexpr std::uint32_t to_number(Level level) noexcept {
    return static_cast<std::uint32_t>(level);
}
/// Nothing for a number that is no level's.
std::optional<Level> to_level(std::uint64_t number) noexcept;

/// How somebody proved who they are.
enum class ProofMethod : std::uint8_t {
    Password,
    Totp,           ///< a code of an authenticator app
    RecoveryCode,   ///< in place of a lost second factor
    Passkey,        ///< a passkey or a security key, with user verification
    SecurityKey,    ///< either of them, without
    TrustedDevice,  ///< in place of a second factor that was proven on it some days ago
    MailedCode,     ///< a code from the account's mailbox: no factor, and it raises no level
};

/// `password`, `totp`, `recovery_code`, `passkey`, `security_key`, `trusted_device` or
/// `mailed_code`.
std::string_view to_text(ProofMethod method) noexcept;

/// A set of methods.
class ProofMethods {
public:
    ProofMethods() = default;
    ProofMethods(std::initializer_list<ProofMethod> methods) {
        for (const ProofMethod method : methods) add(method);
    }

    /// Reads what text() wrote. Words of a newer version, which this one does not know, are left
    /// out.
    static ProofMethods parse(std::string_view text);
    /// Separated by spaces, in the order of the enum.
    std::string text() const;

    void add(ProofMethod method) noexcept { bits_ |= bit(method); }
    bool has(ProofMethod method) const noexcept { return (bits_ & bit(method)) != 0; }

    bool operator==(const ProofMethods&) const = default;

private:
    static std::uint32_t bit(ProofMethod method) noexcept {
        return std::uint32_t{1} << static_cast<std::uint8_t>(method);
    }

    std::uint32_t bits_ = 0;
};

/// What a session proves.
struct Assurance {
    Level level = Level::One;
    /// When that was last proven. Nothing: not in this session, so it is as old as can be.
    std::optional<TimePoint> proven_at{};

    bool operator==(const Assurance&) const = default;
};

/// How, and when, the user of a session proved who they are.
struct Authentication {
    Level level;
    ProofMethods methods;
    TimePoint authenticated_at;          ///< the last sign-in, or step-up, of this session
    std::optional<TimePoint> factor_at;  ///< when a second factor was last proven in it

    /// A level above one rests on its second factor, so that is what gets old.
    Assurance assurance() const noexcept {
        return {level, level == Level::One ? std::optional{authenticated_at} : factor_at};
    }

    bool operator==(const Authentication&) const = default;
};

/// What a site, or a dangerous change, asks of a session.
struct Demand {
    Level level = Level::One;
    std::optional<std::chrono::seconds> max_age{};  ///< since the proof; nothing: any

    bool operator==(const Demand&) const = default;
};

/// What a return link carries in front of it, so that who asks for more proof and who takes it mean
/// the same: `2:`, or `2,900:` with a maximum age in seconds. Empty for a demand that is none.
std::string demand_prefix(const Demand& demand);
/// Takes such a prefix from the front of `link`; nothing, and nothing taken, where there is none.
std::optional<Demand> take_demand_prefix(std::string_view& link) noexcept;

/// What asks for as much as both: the higher level, the smaller age.
constexpr Demand stricter(const Demand& one, const Demand& other) noexcept {
    Demand both{.level = to_number(one.level) < to_number(other.level) ? other.level : one.level,
                .max_age = one.max_age};
    if (other.max_age && (!both.max_age || *other.max_age < *both.max_age))
        both.max_age = other.max_age;
    return both;
}

/// Below, clocks and slow people would be asked again and again.
inline constexpr std::chrono::seconds kMinMaxAge{60};
inline constexpr std::chrono::seconds kMaxMaxAge{30 * 86400};

/// Whether a site may demand it.
constexpr bool is_max_age(std::chrono::seconds age) noexcept {
    return age >= kMinMaxAge && age <= kMaxMaxAge;
}

}  // namespace postern
