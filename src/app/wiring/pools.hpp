/// pools: the kinds of workers, in the order in which every generation has them.
#pragma once

#include <cstddef>

namespace postern::app {

/// The scoreboard knows a pool by its number.
enum class Pool : std::size_t { Gate, Portal, Courier };

inline constexpr const char* kPoolNames[] = {"gate", "portal", "courier"};

}  // namespace postern::app
