/// server_marks: which database servers have just turned out not to serve.
///
/// Shared by all processes that are forked after share_server_marks(): when one of them has waited
/// for a node in vain, the others leave it at once. A mark only changes which server is tried
/// first, and is forgotten after kMarkKept. Atomics only: a killed process leaves nothing locked.
#pragma once

#include <chrono>

#include "postern/store/mysql/connection_settings.hpp"

namespace postern::store::mysql {

inline constexpr std::chrono::seconds kMarkKept{5};

/// Before the fork. Without it each process has marks of its own.
void share_server_marks();

void mark_server(const ServerAddress& server, std::chrono::steady_clock::time_point now) noexcept;

/// When the server was last marked; the epoch of the clock for never.
std::chrono::steady_clock::time_point marked_at(const ServerAddress& server) noexcept;

}  // namespace postern::store::mysql
