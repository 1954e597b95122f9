#include "app/workers/metrics_route.hpp"

#include "app/wiring/pools.hpp"
#include "postern/shm/metrics_text.hpp"

namespace postern::app {

namespace {

void count(shm::WorkerCounts::Pool& pool, process::Stage stage) {
    switch (stage) {
        case process::Stage::Free:
            return;
        case process::Stage::Starting:
            ++pool.starting;
            return;
        case process::Stage::Idle:
            ++pool.idle;
            return;
        case process::Stage::Busy:
            ++pool.busy;
            return;
        case process::Stage::Draining:
            ++pool.draining;
            return;
    }
}

shm::WorkerCounts count_workers(const process::Scoreboard& scoreboard) {
    shm::WorkerCounts counts;
    for (const char* name : kPoolNames) counts.pools.push_back({.name = name});
    for (const auto& slot : scoreboard.slots) {
        const auto pool = slot.pool.load(std::memory_order_relaxed);
        if (slot.pid.load(std::memory_order_relaxed) != 0 && pool < counts.pools.size())
            count(counts.pools[pool], slot.stage.load(std::memory_order_relaxed));
    }
    counts.restarts = scoreboard.restarts.load(std::memory_order_relaxed);
    return counts;
}

}  // namespace

http::Route metrics_route(const SharedState& shared) {
    return {.method = http::Method::Get,
            .path = "/metrics",
            .guard = http::Guard::None,
            .error_format = http::ErrorFormat::Plain,
            .handler = [&shared](const http::Request&) {
                return http::Response::with_body(
                    http::Status::Ok, shm::kPrometheusContentType,
                    shm::to_prometheus(shared.metrics->read(), count_workers(*shared.scoreboard),
                                       shared.host->outbox_waiting.load()));
            }};
}

}  // namespace postern::app
