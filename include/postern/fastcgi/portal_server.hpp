/// PortalServer: one portal worker's loop: accept a connection, serve its one request, close.
///
/// Over libfcgi, with its own accept (the library's is unsafe under signals). Send and receive
/// time-outs of 2 s on each connection; the body is capped before it is read. The peer is trusted
/// to be nginx (SO_PEERCRED): libfcgi does not stand up to hostile records, and a silent peer holds
/// this worker for 2 s.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include <sys/types.h>

#include "postern/http/parameters.hpp"
#include "postern/http/request.hpp"
#include "postern/http/response.hpp"

namespace postern::fastcgi {

/// What arrived over the wire.
struct RawRequest {
    http::Parameters parameters;
    std::string body;  ///< empty unless body_state is Complete
    http::BodyState body_state = http::BodyState::Complete;
};

/// The answer in CGI form. Must not throw; if it does, a plain 503 is sent.
using RequestHandler = std::function<std::string(RawRequest)>;

struct PortalServerSettings {
    int listen_fd = -1;                        ///< borrowed; non-blocking
    int stop_fd = -1;                          ///< readable: serve what waits already, and return
    std::set<uid_t> peers;                     ///< who may connect (SO_PEERCRED)
    std::uint64_t max_requests = 0;            ///< return after this many; 0: never
    std::size_t max_body_bytes = 1024 * 1024;  ///< a longer one is TooLarge, and not read
    /// Around each request and at least once a second while idle: heartbeat.
    std::function<void(std::uint64_t served, bool busy)> progress{};
};

/// Serves until the stop fd is readable or max_requests are served; then only what waits in the
/// queue already, and returns the number served. Changes the process's handlers of SIGPIPE
/// (ignored). Throws std::system_error when epoll fails.
std::uint64_t run_portal_server(const PortalServerSettings& settings,
                                const RequestHandler& handler);

}  // namespace postern::fastcgi
