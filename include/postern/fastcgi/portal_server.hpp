/// PortalServer: one portal worker's loop: accept a connection, serve its one request, close.
///
/// Over libfcgi, with its own accept (the library's is unsafe under signals). Send and receive
/// time-outs of 2 s on each connection; the body is capped before it is read.
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
    std::string body;
    http::BodyState body_state = http::BodyState::Complete;
};

/// The answer in CGI form. Must not throw; if it does, a plain 503 is sent.
using RequestHandler = std::function<std::string(RawRequest)>;

struct PortalServerSettings {
    int listen_fd = -1;
    int stop_fd = -1;
    std::set<uid_t> peers;
    std::uint64_t max_requests = 0;
    std::size_t max_body_bytes =
        1024 * 1024;  ///< what is read and dropped at most beyond a route's own cap
    std::function<void(std::uint64_t served, bool busy)> progress;
};

std::uint64_t run_portal_server(const PortalServerSettings& settings,
                                const RequestHandler& handler);

}  // namespace postern::fastcgi
