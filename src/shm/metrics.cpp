#include "postern/shm/metrics.hpp"

#include <algorithm>

#include "postern/base/check.hpp"

namespace postern::shm {

namespace {

using Counter = std::atomic<std::uint64_t>;
using Counters = MetricsOf<Counter>;

void add(Counter& counter, std::uint64_t count) noexcept {
    counter.fetch_add(count, std::memory_order_relaxed);
}

void sum_up(std::uint64_t& sum, const Counter& counter) noexcept {
    sum += counter.load(std::memory_order_relaxed);
}

template <std::size_t kCount>
void sum_up(std::array<std::uint64_t, kCount>& sums,
            const std::array<Counter, kCount>& counters) noexcept {
    for (std::size_t i = 0; i < kCount; ++i) sum_up(sums[i], counters[i]);
}

void sum_up(MetricsSnapshot& sums, const Counters& counters) noexcept {
    sum_up(sums.gate_checks, counters.gate_checks);
    sum_up(sums.gate_latency, counters.gate_latency);
    sum_up(sums.gate_latency_sum_us, counters.gate_latency_sum_us);
    sum_up(sums.cache_hits, counters.cache_hits);
    sum_up(sums.cache_misses, counters.cache_misses);
    sum_up(sums.database_errors, counters.database_errors);
    sum_up(sums.sign_ins, counters.sign_ins);
    sum_up(sums.portal_requests, counters.portal_requests);
    sum_up(sums.sessions_purged, counters.sessions_purged);
    sum_up(sums.last_seen_written, counters.last_seen_written);
    sum_up(sums.access_written, counters.access_written);
    sum_up(sums.access_dropped, counters.access_dropped);
    sum_up(sums.mails_sent, counters.mails_sent);
    sum_up(sums.mails_failed, counters.mails_failed);
}

/// A bound belongs to the bucket below it, as `le` says.
std::size_t bucket_of(std::uint64_t took_us) noexcept {
    return static_cast<std::size_t>(std::ranges::lower_bound(kLatencyBounds_us, took_us) -
                                    kLatencyBounds_us.begin());
}

}  // namespace

void Metrics::Writer::count_gate_check(GateVerdict verdict,
                                       std::chrono::microseconds took) const noexcept {
    const auto took_us = static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0));
    add(counters_->gate_checks[static_cast<std::size_t>(verdict)], 1);
    add(counters_->gate_latency[bucket_of(took_us)], 1);
    add(counters_->gate_latency_sum_us, took_us);
}

void Metrics::Writer::count_cache_hit() const noexcept { add(counters_->cache_hits, 1); }
void Metrics::Writer::count_cache_miss() const noexcept { add(counters_->cache_misses, 1); }
void Metrics::Writer::count_database_error() const noexcept { add(counters_->database_errors, 1); }

void Metrics::Writer::count_sign_in(SignInOutcome outcome) const noexcept {
    add(counters_->sign_ins[static_cast<std::size_t>(outcome)], 1);
}

void Metrics::Writer::count_portal_request(int status) const noexcept {
    POSTERN_CHECK(status >= 100 && status <= 599);
    add(counters_->portal_requests[static_cast<std::size_t>(status / 100 - 1)], 1);
}

void Metrics::Writer::count_sessions_purged(std::uint64_t count) const noexcept {
    add(counters_->sessions_purged, count);
}

void Metrics::Writer::count_last_seen_written(std::uint64_t count) const noexcept {
    add(counters_->last_seen_written, count);
}

void Metrics::Writer::count_access_written(std::uint64_t count) const noexcept {
    add(counters_->access_written, count);
}

void Metrics::Writer::count_access_dropped(std::uint64_t count) const noexcept {
    add(counters_->access_dropped, count);
}

void Metrics::Writer::count_mail_sent() const noexcept { add(counters_->mails_sent, 1); }
void Metrics::Writer::count_mail_failed() const noexcept { add(counters_->mails_failed, 1); }

Metrics::Writer Metrics::writer(std::size_t stripe) noexcept {
    return Writer{stripes_[stripe % kStripes].counters};
}

MetricsSnapshot Metrics::read() const noexcept {
    MetricsSnapshot sums{};
    for (const Stripe& stripe : stripes_) sum_up(sums, stripe.counters);
    return sums;
}

}  // namespace postern::shm
