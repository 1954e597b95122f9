/// LogLimit: lets one event in each interval into the log and counts the rest, so that neither a
/// peer nor something that is away can fill it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace postern {

/// For what fails again and again while something is away. That it went and came back is logged
/// where it is noticed.
inline constexpr std::chrono::minutes kOutageLogInterval{1};

class LogLimit {
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit LogLimit(std::chrono::seconds interval = std::chrono::seconds{1}) noexcept
        : interval_{interval} {}

    /// How many events this line stands for, or nothing when it is too soon for a line.
    std::optional<std::int64_t> admit(Time now) noexcept {
        ++count_;
        if (last_ && now - *last_ < interval_) return std::nullopt;
        last_ = now;
        const auto count = count_;
        count_ = 0;
        return count;
    }

private:
    std::chrono::seconds interval_;
    std::optional<Time> last_;
    std::int64_t count_ = 0;
};

}  // namespace postern
