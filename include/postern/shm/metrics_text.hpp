/// metrics_text: the metrics as Prometheus reads them (text format 0.0.4).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "postern/shm/metrics.hpp"

namespace postern::shm {

/// The Content-Type of the text.
inline constexpr const char* kPrometheusContentType = "text/plain; version=0.0.4; charset=utf-8";

/// The workers as the scoreboard shows them.
struct WorkerCounts {
    struct Pool {
        std::string name;  ///< "gate", "portal", "courier"; each once
        std::uint64_t starting = 0;
        std::uint64_t idle = 0;
        std::uint64_t busy = 0;
        std::uint64_t draining = 0;
    };
    std::vector<Pool> pools;
    std::uint64_t restarts = 0;  ///< after a death that was not asked for
};

/// Every family with its HELP and TYPE, each series once, ended by a newline.
std::string to_prometheus(const MetricsSnapshot& metrics, const WorkerCounts& workers,
                          std::uint64_t outbox_waiting = 0);

}  // namespace postern::shm
