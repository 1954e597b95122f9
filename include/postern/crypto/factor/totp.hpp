/// totp: the six digits of an authenticator app (RFC 6238), with SHA-1 and steps of 30 seconds.
///
/// Nothing can be set: many apps ignore every other choice and show wrong codes. Keeps no state:
/// that each code works once is the caller's task (RFC 6238, section 5.2), by storing the last
/// step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "postern/base/clock.hpp"
#include "postern/base/entropy.hpp"
#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"

namespace postern::crypto {

inline constexpr std::size_t kTotpSecretBytes = 20;  ///< RFC 4226, section 4, R6
inline constexpr std::size_t kTotpDigits = 6;
inline constexpr std::int64_t kTotpStepSeconds = 30;
inline constexpr std::int64_t kTotpWindow = 1;           ///< steps before and after
inline constexpr std::int64_t kTotpClockHelpSteps = 10;  ///< how far totp_distance() looks
inline constexpr std::size_t kMaxTypedTotpBytes = 16;

/// The number of a step: whole periods since 1970.
using TotpStep = std::uint64_t;

/// A fresh secret of kTotpSecretBytes.
Secret make_totp_secret(Entropy& entropy);

/// The step of `now`; 0 before 1970.
TotpStep totp_step(TimePoint now) noexcept;

/// The code of a step, with leading zeros.
Secret totp_code(const Secret& secret, TotpStep step);

enum class TotpRefusal {
    Malformed,  ///< not six ASCII digits: nothing was compared
    Wrong,
};

/// The highest step of the window around `now` whose code is the one typed; spaces and hyphens in
/// it do not count. Compares with every code of the window in constant time. A caller accepts the
/// step only when it is greater than the last one.
Result<TotpStep, TotpRefusal> match_totp(const Secret& secret, std::string_view typed,
                                         TimePoint now);

/// For help with a wrong clock during enrolment, never at sign-in, where it would tell about codes:
/// how many steps the app's clock is ahead of `now` (negative: behind). Nothing when the code is
/// malformed, in the window of match_totp(), or beyond kTotpClockHelpSteps.
std::optional<std::int64_t> totp_distance(const Secret& secret, std::string_view typed,
                                          TimePoint now);

/// The link that an app reads from the QR code (Google's Key Uri Format): all parts percent-encoded
/// as RFC 3986 says. A colon would end the issuer, so it becomes a hyphen in both names.
Secret otpauth_uri(const Secret& secret, std::string_view issuer, std::string_view account);

}  // namespace postern::crypto
