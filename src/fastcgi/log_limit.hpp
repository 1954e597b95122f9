/// LogLimit: lets one event per second into the log and counts the rest, so that a peer cannot fill
/// it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace postern::fastcgi {

class LogLimit {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// How many events this line stands for, or nothing when it is too soon for a line.
    std::optional<std::int64_t> admit(Time now) noexcept {
        ++count_;
        if (last_ && now - *last_ < std::chrono::seconds{1}) return std::nullopt;
        last_ = now;
        const auto count = count_;
        count_ = 0;
        return count;
    }

private:
    std::optional<Time> last_;
    std::int64_t count_ = 0;
};

}  // namespace postern::fastcgi
