/// DatabaseBreaker: what all workers know together about whether the database answers.
///
/// One atomic word in shared memory. After a failure nobody asks the database but one process per
/// interval, the probe; everyone else says "unavailable" at once instead of waiting out a time-out.
/// A probe that is killed only delays the next one. Pure over `now_ms`: CLOCK_MONOTONIC, which all
/// processes of a host share.
#pragma once

#include <atomic>
#include <cstdint>

namespace postern::shm {

class DatabaseBreaker {
public:
    static constexpr std::int64_t kFirstInterval_ms = 250;
    static constexpr std::int64_t kLongestInterval_ms = 1000;
    /// So long a probe has before another process is let through.
    static constexpr std::int64_t kProbePatience_ms = 1000;
    static constexpr bool kReadyWhenZeroed = true;

    /// True when the caller may ask the database, and must then say failed() or succeeded(). While
    /// the database does not answer, true for one caller per interval.
    bool may_try(std::int64_t now_ms) noexcept;

    /// The database did not answer. The next probe may go after 250 ms, then 500 ms, then each
    /// second, less up to a quarter by `random`, so that hosts do not probe in step. Failures of
    /// queries that were under way when the first one failed do not make it longer.
    void failed(std::int64_t now_ms, std::uint32_t random) noexcept;

    void succeeded() noexcept;

    /// True while the database is thought not to answer.
    bool is_open() const noexcept;

private:
    std::atomic<std::uint64_t> state_;
};

}  // namespace postern::shm
