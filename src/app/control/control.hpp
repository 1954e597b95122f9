/// control: how `postern` tells the daemon of this host to look for revocations at once.
///
/// A unix socket that only root and the daemon's own user may use. A connection is the request; the
/// answer is one line, `done` or `failed`, and the daemon's version: `done 0.1.0`.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "postern/service/session/revoker.hpp"

namespace postern::app {

/// Serves one waiting connection, if there is one: runs `poll` (true: it succeeded) and answers, as
/// a daemon of this version: one word of at most 100 characters. Never throws, never blocks for
/// longer than `poll` does. False when there is one that could not be accepted, for want of a
/// descriptor say: look again only after a pause.
bool serve_control(int listen_fd, const std::set<uid_t>& peers, std::string_view version,
                   const std::function<bool()>& poll);

enum class ControlAnswer {
    Done,      ///< this host's daemon answers from the new state
    NoDaemon,  ///< nobody listens: no daemon runs here, or it runs with another configuration
    Failed,    ///< it did not answer in time, or could not reach the database
};

struct ControlReply {
    ControlAnswer answer;
    std::string version{};  ///< of the daemon; empty: an older one, which does not say it
};

/// Asks the daemon behind the socket; waits at most 5 s.
ControlReply ask_control(const std::string& socket_path);

/// For the command line: after the commit, asks the daemon once, whatever has ended.
class ControlRevoker final : public service::Revoker {
public:
    /// `warn` is told in words when the change may reach the daemon late.
    ControlRevoker(std::string socket_path, std::function<void(const std::string&)> warn)
        : socket_path_{std::move(socket_path)}, warn_{std::move(warn)} {}
    void session_ended(const Digest&) override { tell(); }
    void sessions_of_user_ended(UserId) override { tell(); }
    void all_sessions_ended() override { tell(); }
    void tell();

private:
    std::string socket_path_;
    std::function<void(const std::string&)> warn_;
};

}  // namespace postern::app
