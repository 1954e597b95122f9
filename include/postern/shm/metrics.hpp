/// Metrics: what all workers have done since the start, counted in shared memory without locks.
///
/// Counters are relaxed atomics in stripes of their own cache lines, so that workers do not wait
/// for each other's lines; a process uses one stripe, and two may share one. Counts are exact; a
/// snapshot taken while others count is not of one instant. Lost with the master.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace postern::shm {

enum class GateVerdict : std::uint8_t {
    User,
    Anonymous,
    SignIn,
    StepUp,  ///< signed in, but more or fresher proof is wanted
    Denied,
    Unavailable,
};
inline constexpr std::size_t kGateVerdicts = 6;

enum class SignInOutcome : std::uint8_t {
    Ok,
    BadCredentials,
    Disabled,
    Unverified,
    Asleep,
    Throttled,
    Busy,
    SecondFactorDue,  ///< the right password: the sign-in goes on with a code
    BadCode
};
inline constexpr std::size_t kSignInOutcomes = 9;

/// Upper bounds of the gate's latency, in microseconds; above the last one is one more bucket.
inline constexpr std::array<std::uint64_t, 13> kLatencyBounds_us{
    50, 100, 250, 500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 1'000'000};

/// Counters of type `Count`, in shared memory or in a snapshot.
template <class Count>
struct MetricsOf {
    std::array<Count, kGateVerdicts> gate_checks;                  ///< by GateVerdict
    std::array<Count, kLatencyBounds_us.size() + 1> gate_latency;  ///< of each bucket by itself
    Count gate_latency_sum_us;
    Count cache_hits;
    Count cache_misses;
    Count database_errors;
    std::array<Count, kSignInOutcomes> sign_ins;  ///< by SignInOutcome
    std::array<Count, 5> portal_requests;         ///< by status class: 1xx to 5xx
    Count sessions_purged;
    Count last_seen_written;
    Count access_written;  ///< rows of counted decisions
    Count access_dropped;  ///< decisions that were not counted
    Count mails_sent;
    Count mails_failed;  ///< given up
};

using MetricsSnapshot = MetricsOf<std::uint64_t>;

class Metrics {
public:
    static constexpr std::size_t kStripes = 16;
    static constexpr bool kReadyWhenZeroed = true;

    /// The counting functions of one process. Cheap to copy; *this Metrics must outlive it.
    class Writer {
    public:
        void count_gate_check(GateVerdict verdict, std::chrono::microseconds took) const noexcept;
        void count_cache_hit() const noexcept;
        void count_cache_miss() const noexcept;
        void count_database_error() const noexcept;
        void count_sign_in(SignInOutcome outcome) const noexcept;
        /// REQUIRES: `status` in 100..599.
        void count_portal_request(int status) const noexcept;
        void count_sessions_purged(std::uint64_t count) const noexcept;
        void count_last_seen_written(std::uint64_t count) const noexcept;
        void count_access_written(std::uint64_t count) const noexcept;
        void count_access_dropped(std::uint64_t count) const noexcept;
        void count_mail_sent() const noexcept;
        void count_mail_failed() const noexcept;

    private:
        friend class Metrics;
        using Counters = MetricsOf<std::atomic<std::uint64_t>>;
        explicit Writer(Counters& counters) noexcept : counters_{&counters} {}
        Counters* counters_;
    };

    /// Any number is a stripe; a worker's place in the scoreboard is a good one.
    Writer writer(std::size_t stripe) noexcept;

    /// The sums over all stripes.
    MetricsSnapshot read() const noexcept;

private:
    struct alignas(64) Stripe {
        MetricsOf<std::atomic<std::uint64_t>> counters;
    };
    std::array<Stripe, kStripes> stripes_;
};

}  // namespace postern::shm
