/// heartbeat: how a worker shows in the scoreboard that it lives.
#pragma once

#include <cstdint>

#include "postern/process/scoreboard.hpp"

namespace postern::app {

/// Writes stage, number served and the present CLOCK_MONOTONIC into the worker's own slot.
void beat(process::ScoreboardSlot& slot, std::uint64_t served, process::Stage stage) noexcept;

}  // namespace postern::app
