/// fair_share: whether a gate worker has taken more connections than the others.
///
/// Workers that wake up sooner than others would take most of a burst, and nginx keeps what they
/// took. A worker that is ahead pauses for a moment before it takes the next one; it never refuses.
#pragma once

#include <cstddef>

#include "postern/process/scoreboard.hpp"

namespace postern::app {

/// Shows the others how many connections this worker has.
void note_connections(process::ScoreboardSlot& own, std::size_t connections) noexcept;

/// True when it has over one more than the average of the workers of its pool and generation, those
/// that have just been started included. Looks at the whole scoreboard: for after an accept, not
/// for every check.
bool has_more_than_its_share(const process::Scoreboard& scoreboard,
                             const process::ScoreboardSlot& own) noexcept;

}  // namespace postern::app
