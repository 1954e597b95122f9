// One request at a time: a worker that hashes a password does nothing else meanwhile, and the
// kernel hands new connections to the workers that are idle (shared_listener.hpp).
#include "postern/fastcgi/portal_server.hpp"

#include <exception>

#include "fastcgi/answer.hpp"
#include "fastcgi/epoll_set.hpp"
#include "fastcgi/library_request.hpp"
#include "fastcgi/shared_listener.hpp"
#include "postern/base/log.hpp"

namespace postern::fastcgi {

namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kTick{1000};
constexpr milliseconds kExhaustedPause{100};
/// What waits longer than this at the end is left to the workers that stay.
constexpr std::chrono::seconds kLongestDrain{4};

std::string ask(const RequestHandler& handler, RawRequest request) {
    try {
        return handler(std::move(request));
    } catch (const std::exception& error) {
        log::error("portal_handler_failed", {{"reason", error.what()}});
    } catch (...) {
        log::error("portal_handler_failed");
    }
    return {};
}

class PortalServer {
public:
    PortalServer(const PortalServerSettings& settings, const RequestHandler& handler)
        : settings_{settings},
          handler_{handler},
          listener_{epoll_.fd(), settings.listen_fd, settings.peers} {
        epoll_.set(EPOLL_CTL_ADD, settings.stop_fd, EPOLLIN, nullptr);
    }

    std::uint64_t run() {
        while (!is_over()) one_round();
        drain();
        return served_;
    }

private:
    bool is_over() const noexcept {
        return stopping_ || (settings_.max_requests != 0 && served_ >= settings_.max_requests);
    }
    void one_round();
    void drain();
    SharedListener::Outcome serve_one();
    void serve(int fd);
    void report(bool busy) const {
        if (settings_.progress) settings_.progress(served_, busy);
    }

    const PortalServerSettings& settings_;
    const RequestHandler& handler_;
    EpollSet epoll_;
    SharedListener listener_;
    std::uint64_t served_ = 0;
    bool stopping_ = false;
};

void PortalServer::one_round() {
    report(false);
    const auto events = epoll_.wait(listener_.is_joined() ? kTick : kExhaustedPause);
    bool has_connection = false;
    for (const auto& event : events)
        (event.data.ptr == &listener_ ? has_connection : stopping_) = true;
    const auto outcome = has_connection ? serve_one() : SharedListener::Outcome::Nothing;
    if (outcome == SharedListener::Outcome::Exhausted)
        listener_.leave();
    else
        listener_.rejoin();
}

/// After leave(): the worker woken for what waits may have been this one.
void PortalServer::drain() {
    listener_.leave();
    const auto deadline = SteadyClock::now() + kLongestDrain;
    while (SteadyClock::now() < deadline) {
        const auto outcome = serve_one();
        if (outcome == SharedListener::Outcome::Nothing ||
            outcome == SharedListener::Outcome::Exhausted)
            return;
    }
}

SharedListener::Outcome PortalServer::serve_one() {
    const auto accepted = listener_.accept(SharedListener::Mode::Blocking);
    if (accepted.outcome == SharedListener::Outcome::Accepted) serve(accepted.fd);
    return accepted.outcome;
}

void PortalServer::serve(int fd) {
    report(true);
    LibraryRequest request{fd};
    if (!request.begin()) return;
    const auto answer = ask(handler_, request.read(settings_.max_body_bytes));
    request.answer(safe_answer(answer));
    ++served_;
}

}  // namespace

std::uint64_t run_portal_server(const PortalServerSettings& settings,
                                const RequestHandler& handler) {
    LibraryRequest::set_up_library();
    return PortalServer{settings, handler}.run();
}

}  // namespace postern::fastcgi
