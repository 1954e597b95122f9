#include "app/workers/heartbeat.hpp"

#include <chrono>

namespace postern::app {

void beat(process::ScoreboardSlot& slot, std::uint64_t served, process::Stage stage) noexcept {
    using std::chrono::milliseconds;
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    slot.served.store(served, std::memory_order_relaxed);
    slot.beat_ms.store(std::chrono::duration_cast<milliseconds>(now).count(),
                       std::memory_order_relaxed);
    slot.stage.store(stage, std::memory_order_release);
}

}  // namespace postern::app
