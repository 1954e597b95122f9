/// GateServer: one gate worker's event loop over connections that nginx keeps open.
///
/// Single-threaded epoll over non-blocking sockets with its own FastCGI record reader: a peer that
/// sends half a record, one byte or nothing holds up nobody else. All requests that are complete
/// after one wake-up are handed to the handler together, as one batch. Each answer is whole before
/// it is written. A handler that would have to wait may answer later; nobody else waits for that.
/// New connections are spread round robin over the workers that are not busy
/// (src/fastcgi/shared_listener.hpp).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <sys/types.h>

#include "postern/http/parameters.hpp"

namespace postern::fastcgi {

/// One check: what nginx asked, and the answer in CGI form (http::Response::serialize).
struct Exchange {
    const http::Parameters* parameters;
    std::string answer;  ///< filled by the handler; empty or without a status line it becomes a 503
    std::uint64_t ticket = 0;  ///< names this request among all of this server
    bool later = false;  ///< set by the handler: the answer comes by take_late, under this ticket
};

/// The answer to a request whose exchange was marked `later`.
struct LateAnswer {
    std::uint64_t ticket;
    std::string answer;
};

/// Fills every answer, or marks it as later. Must not throw; if it does, every answer of the batch
/// becomes a 503.
using BatchHandler = std::function<void(std::span<Exchange>)>;

struct GateServerSettings {
    int listen_fd = -1;              ///< borrowed; non-blocking
    int stop_fd = -1;                ///< readable: drain and return
    std::set<uid_t> peers;           ///< who may connect (SO_PEERCRED)
    std::uint64_t max_requests = 0;  ///< return after this many; 0: never
    std::size_t max_connections = 512;
    std::size_t max_parameter_bytes = 64 * 1024;       ///< more: refused, and the connection closed
    std::chrono::milliseconds request_patience{2000};  ///< to send a request, to take an answer
    /// After each batch and at least once a second: heartbeat.
    std::function<void(std::uint64_t served, std::size_t connections)> progress{};
    /// Asked after each accepted connection with the number this worker has now. No: it takes no
    /// further one for a short moment, so that less loaded workers do; never longer, lest one that
    /// is stuck keeps connections waiting. Empty: always yes.
    std::function<bool(std::size_t connections)> may_accept{};
    /// Readable while take_late has answers; -1: the handler answers everything at once.
    int late_fd = -1;
    /// Called when late_fd is readable. An answer whose peer has gone meanwhile is dropped.
    std::function<std::vector<LateAnswer>()> take_late{};
};

/// Serves until the stop fd is readable or max_requests are served, then drains: accepts only what
/// waits already, answers what has arrived or is arriving, closes. Returns the number served.
/// Throws std::system_error only when epoll itself fails.
std::uint64_t run_gate_server(const GateServerSettings& settings, const BatchHandler& handler);

}  // namespace postern::fastcgi
