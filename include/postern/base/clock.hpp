/// Clock: where the present time comes from.
///
/// Rules take `now` as an argument and never ask a clock themselves; the clock is asked once, when
/// a request or a command begins. Times are UTC with whole seconds, as the database keeps them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace postern {

/// A moment in UTC, in whole seconds since 1970-01-01T00:00:00Z.
using TimePoint = std::chrono::time_point<std::chrono::system_clock, std::chrono::seconds>;

class Clock {
public:
    virtual ~Clock() = default;
    virtual TimePoint now() const = 0;
};

/// The clock of the operating system (CLOCK_REALTIME).
class SystemClock final : public Clock {
public:
    TimePoint now() const override;
};

/// `2026-11-21T08:50:00Z` (RFC 3339, section 5.6, always UTC).
std::string to_rfc3339(TimePoint time);

/// Reads that form, and also one with a fraction, which is dropped, or with an offset:
/// `2026-11-21T09:50:00.5+01:00`. Nothing for any other text, and for years before 1970.
std::optional<TimePoint> parse_rfc3339(std::string_view text) noexcept;

}  // namespace postern
