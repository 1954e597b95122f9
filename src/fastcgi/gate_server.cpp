// The loop: wait, accept, read, hand one batch to the handler, write. Only epoll itself failing is
// fatal; whatever a peer does ends at most its own connection.
#include "postern/fastcgi/gate_server.hpp"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "fastcgi/answer.hpp"
#include "fastcgi/epoll_set.hpp"
#include "fastcgi/gate_connection.hpp"
#include "fastcgi/shared_listener.hpp"
#include "postern/base/log.hpp"

namespace postern::fastcgi {

namespace {

using SteadyClock = std::chrono::steady_clock;
using Time = SteadyClock::time_point;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr std::size_t kReceiveBytes = 16 * 1024;
/// Heartbeat, look for overdue peers, look at the listening socket anew.
constexpr milliseconds kTick{500};
/// No descriptor for a connection: it will not be there at once either.
constexpr milliseconds kExhaustedPause{100};
/// After may_accept said no.
constexpr milliseconds kUnevenPause{5};
/// After accepting, for each connection this worker has: in a burst the first worker to wake up
/// would take all before the others are there, and keep them. Bounded, since a burst has to be
/// taken in.
constexpr std::chrono::microseconds kPoliteness{50};
constexpr std::chrono::microseconds kMostPoliteness{500};
/// How long a drain waits for the first request of a connection that is new: nginx sends it right
/// after it connected, and repeats only requests on connections that have served before.
constexpr milliseconds kFirstRequestPatience{500};
/// The whole drain: a peer that never stops asking is left in the middle of it.
constexpr milliseconds kLongestDrain{4000};

std::chrono::microseconds politeness(std::size_t connections) noexcept {
    const auto most = static_cast<std::size_t>(kMostPoliteness / kPoliteness);
    return kPoliteness * static_cast<int>(std::min(connections, most));
}

class GateServer {
public:
    GateServer(const GateServerSettings& settings, const BatchHandler& handler)
        : settings_{settings},
          handler_{handler},
          listener_{epoll_.fd(), settings.listen_fd, settings.peers} {
        epoll_.set(EPOLL_CTL_ADD, settings.stop_fd, EPOLLIN, nullptr);
        if (settings.late_fd >= 0) epoll_.set(EPOLL_CTL_ADD, settings.late_fd, EPOLLIN, &late_);
    }

    std::uint64_t run();

private:
    void one_round();
    void drain();
    nanoseconds time_to_wait() const;
    void handle_event(const epoll_event& event);
    void tick();

    void accept_one();
    void accept_what_waits();
    void pause_accepting(nanoseconds pause);
    void adopt(int fd);

    void read_from(GateConnection& connection);
    void write_to(GateConnection& connection);
    void note(GateConnection& connection, GateConnection::Arrival arrival);
    void watch(GateConnection& connection);
    void drop(GateConnection& connection);

    void answer_batches();
    void ask_handler();
    void forget_answers() noexcept;
    void deliver(GateConnection& connection, std::string_view answer);
    void postpone(GateConnection& connection, std::uint64_t ticket);
    void deliver_late();
    void report() const {
        if (settings_.progress) settings_.progress(served_, connections_.size());
    }

    void close_overdue();
    void part_from_idle();

    const GateServerSettings& settings_;
    const BatchHandler& handler_;
    EpollSet epoll_;
    SharedListener listener_;
    std::vector<std::unique_ptr<GateConnection>> connections_;
    std::vector<GateConnection*> asking_;     ///< their requests are complete
    std::vector<GateConnection*> answering_;  ///< those of the present batch
    std::vector<Exchange> exchanges_;
    std::unordered_map<std::uint64_t, GateConnection*> late_;  ///< by ticket
    std::uint64_t last_ticket_ = 0;
    bool late_ready_ = false;
    std::array<char, kReceiveBytes> scratch_{};
    Time now_ = SteadyClock::now();
    Time next_tick_ = now_ + kTick;
    std::optional<Time> accept_again_at_;
    std::uint64_t served_ = 0;
    bool stopping_ = false;
};

std::uint64_t GateServer::run() {
    report();
    while (!stopping_) {
        one_round();
        if (settings_.max_requests != 0 && served_ >= settings_.max_requests) stopping_ = true;
    }
    drain();
    return served_;
}

void GateServer::one_round() {
    const auto events = epoll_.wait(time_to_wait());
    // Not read again until the next round: what a peer sent while the handler worked is read first,
    // and only then is the peer judged to be late.
    now_ = SteadyClock::now();
    for (const auto& event : events) handle_event(event);
    // After all events: it may drop connections.
    if (std::exchange(late_ready_, false)) deliver_late();
    answer_batches();
    if (now_ >= next_tick_) tick();
    if (accept_again_at_ && now_ >= *accept_again_at_) {
        accept_again_at_.reset();
        if (!stopping_) listener_.rejoin();
    }
}

nanoseconds GateServer::time_to_wait() const {
    const auto until = std::min(next_tick_, accept_again_at_.value_or(Time::max()));
    return std::max<nanoseconds>(until - SteadyClock::now(), nanoseconds{0});
}

void GateServer::handle_event(const epoll_event& event) {
    if (event.data.ptr == nullptr) {
        stopping_ = true;
        return;
    }
    if (event.data.ptr == &listener_) {
        accept_one();
        return;
    }
    if (event.data.ptr == &late_) {
        late_ready_ = true;
        return;
    }
    auto& connection = *static_cast<GateConnection*>(event.data.ptr);
    if (connection.ticket != 0)
        drop(connection);  // watched for nothing else: the peer has gone
    else if (connection.waits_for_room)
        write_to(connection);
    else
        read_from(connection);
}

void GateServer::tick() {
    report();
    close_overdue();
    if (listener_.is_joined()) listener_.rejoin();
    next_tick_ = now_ + kTick;
}

// --- accepting --------------------------------------------------------------------------------

void GateServer::accept_one() {
    const auto accepted = listener_.accept(SharedListener::Mode::NonBlocking);
    switch (accepted.outcome) {
        case SharedListener::Outcome::Nothing:
            return;
        case SharedListener::Outcome::Exhausted:
            pause_accepting(kExhaustedPause);
            return;
        case SharedListener::Outcome::Refused:
            listener_.rejoin();
            return;
        case SharedListener::Outcome::Accepted:
            break;
    }
    adopt(accepted.fd);
    if (connections_.size() >= settings_.max_connections)
        listener_.leave();  // until one closes
    else if (settings_.may_accept && !settings_.may_accept(connections_.size()))
        pause_accepting(kUnevenPause);
    else
        pause_accepting(politeness(connections_.size()));
}

void GateServer::pause_accepting(nanoseconds pause) {
    listener_.leave();
    accept_again_at_ = now_ + pause;
}

void GateServer::adopt(int fd) {
    auto connection = std::make_unique<GateConnection>(fd, settings_.max_parameter_bytes, now_);
    connection->index = connections_.size();
    epoll_.set(EPOLL_CTL_ADD, fd, EPOLLIN, connection.get());
    connections_.push_back(std::move(connection));
}

/// After leave(): the worker woken for these may have been this one.
void GateServer::accept_what_waits() {
    while (connections_.size() < settings_.max_connections) {
        const auto accepted = listener_.accept(SharedListener::Mode::NonBlocking);
        if (accepted.outcome == SharedListener::Outcome::Accepted)
            adopt(accepted.fd);
        else if (accepted.outcome != SharedListener::Outcome::Refused)
            return;
    }
}

// --- one connection ---------------------------------------------------------------------------

void GateServer::read_from(GateConnection& connection) {
    note(connection, connection.receive(scratch_));
}

void GateServer::write_to(GateConnection& connection) {
    if (connection.flush())
        note(connection, connection.resume());
    else
        drop(connection);
}

void GateServer::note(GateConnection& connection, GateConnection::Arrival arrival) {
    switch (arrival) {
        case GateConnection::Arrival::Over:
            drop(connection);
            return;
        case GateConnection::Arrival::Request:
            asking_.push_back(&connection);
            return;
        case GateConnection::Arrival::Nothing:
            connection.settle(now_);
            watch(connection);
            return;
    }
}

/// While an answer waits for room nothing more is read: a peer that does not take its answers must
/// not make us collect them.
void GateServer::watch(GateConnection& connection) {
    if (connection.has_output() == connection.waits_for_room) return;
    connection.waits_for_room = connection.has_output();
    epoll_.set(EPOLL_CTL_MOD, connection.fd(), connection.waits_for_room ? EPOLLOUT : EPOLLIN,
               &connection);
}

/// REQUIRES: no later event of this round belongs to it, and it is not in asking_.
void GateServer::drop(GateConnection& connection) {
    if (connection.ticket != 0) late_.erase(connection.ticket);
    const auto index = connection.index;
    std::swap(connections_[index], connections_.back());
    connections_[index]->index = index;
    connections_.pop_back();
    if (!listener_.is_joined() && !accept_again_at_ && !stopping_) listener_.rejoin();
}

// --- answering --------------------------------------------------------------------------------

/// More than one round when peers sent requests ahead: each connection has one at a time.
void GateServer::answer_batches() {
    while (!asking_.empty()) {
        answering_.swap(asking_);
        ask_handler();
        for (std::size_t i = 0; i < answering_.size(); ++i)
            if (exchanges_[i].later)
                postpone(*answering_[i], exchanges_[i].ticket);
            else
                deliver(*answering_[i], exchanges_[i].answer);
        answering_.clear();
        report();
    }
}

void GateServer::ask_handler() {
    exchanges_.clear();
    for (const auto* connection : answering_)
        exchanges_.push_back({&connection->parameters(), {}, ++last_ticket_});
    try {
        handler_(exchanges_);
    } catch (const std::exception& error) {
        log::error("gate_handler_failed", {{"reason", error.what()}});
        forget_answers();
    } catch (...) {
        log::error("gate_handler_failed");
        forget_answers();
    }
}

void GateServer::forget_answers() noexcept {
    for (auto& exchange : exchanges_) {
        exchange.answer.clear();
        exchange.later = false;
    }
}

void GateServer::deliver(GateConnection& connection, std::string_view answer) {
    ++served_;
    if (connection.answer(safe_answer(answer)))
        note(connection, connection.resume());
    else
        drop(connection);
}

/// Nothing is read from the peer until then, but it is noticed when it leaves.
void GateServer::postpone(GateConnection& connection, std::uint64_t ticket) {
    connection.ticket = ticket;
    late_.emplace(ticket, &connection);
    epoll_.set(EPOLL_CTL_MOD, connection.fd(), 0, &connection);
}

void GateServer::deliver_late() {
    for (const auto& [ticket, answer] : settings_.take_late()) {
        const auto found = late_.find(ticket);
        if (found == late_.end()) continue;
        GateConnection& connection = *found->second;
        late_.erase(found);
        connection.ticket = 0;
        epoll_.set(EPOLL_CTL_MOD, connection.fd(), EPOLLIN, &connection);
        deliver(connection, answer);
    }
}

// --- time and the end -------------------------------------------------------------------------

void GateServer::close_overdue() {
    // From the end: drop() moves the last one into the gap.
    for (auto i = connections_.size(); i-- > 0;) {
        const auto since = connections_[i]->unfinished_since();
        if (since && connections_[i]->ticket == 0 && now_ - *since > settings_.request_patience)
            drop(*connections_[i]);
    }
}

/// Reads once more from everyone who may be left, and leaves who sent nothing.
void GateServer::part_from_idle() {
    for (auto i = connections_.size(); i-- > 0;) {
        auto& connection = *connections_[i];
        const bool may_send_its_first =
            !connection.has_served() && now_ - connection.accepted_at() < kFirstRequestPatience;
        if (connection.ticket != 0 || connection.unfinished_since() || may_send_its_first) continue;
        const auto arrival = connection.receive(scratch_);
        if (arrival == GateConnection::Arrival::Nothing && !connection.is_unfinished())
            drop(connection);
        else
            note(connection, arrival);
    }
    answer_batches();
}

void GateServer::drain() {
    listener_.leave();
    accept_again_at_.reset();
    epoll_.set(EPOLL_CTL_DEL, settings_.stop_fd, 0, nullptr);
    accept_what_waits();
    part_from_idle();
    const auto deadline = now_ + kLongestDrain;
    while (!connections_.empty() && now_ < deadline) {
        next_tick_ = std::min(next_tick_, now_ + kFirstRequestPatience / 10);
        one_round();
        part_from_idle();
    }
    report();
}

}  // namespace

std::uint64_t run_gate_server(const GateServerSettings& settings, const BatchHandler& handler) {
    return GateServer{settings, handler}.run();
}

}  // namespace postern::fastcgi
