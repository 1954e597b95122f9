#include "app/workers/fair_share.hpp"

namespace postern::app {

namespace {

/// A worker that drains takes no connections; one that has died neither.
bool takes_connections(const process::ScoreboardSlot& slot) noexcept {
    const auto stage = slot.stage.load(std::memory_order_relaxed);
    return stage != process::Stage::Free && stage != process::Stage::Draining;
}

}  // namespace

void note_connections(process::ScoreboardSlot& own, std::size_t connections) noexcept {
    own.connections.store(static_cast<std::uint32_t>(connections), std::memory_order_relaxed);
}

bool has_more_than_its_share(const process::Scoreboard& scoreboard,
                             const process::ScoreboardSlot& own) noexcept {
    const auto generation = own.generation.load(std::memory_order_relaxed);
    const auto pool = own.pool.load(std::memory_order_relaxed);
    std::uint64_t workers = 0;
    std::uint64_t connections = 0;
    for (const auto& slot : scoreboard.slots) {
        if (!takes_connections(slot) || slot.pool.load(std::memory_order_relaxed) != pool ||
            slot.generation.load(std::memory_order_relaxed) != generation)
            continue;
        ++workers;
        connections += slot.connections.load(std::memory_order_relaxed);
    }
    const std::uint64_t mine = own.connections.load(std::memory_order_relaxed);
    return mine * workers > connections + workers;
}

}  // namespace postern::app
