/// GateConnection: one connection from nginx, non-blocking: bytes in, a request; an answer, bytes
/// out.
///
/// Owns the descriptor. Holds at most one request at a time: what a peer sends ahead (pipelining)
/// waits until the answer before it is on its way, and nothing is read while an answer waits for
/// room in the socket.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "fastcgi/record_reader.hpp"

namespace postern::fastcgi {

class GateConnection {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// Takes over `fd`, which is non-blocking.
    GateConnection(int fd, std::size_t max_parameter_bytes, Time now);
    ~GateConnection();
    GateConnection(const GateConnection&) = delete;
    GateConnection& operator=(const GateConnection&) = delete;

    enum class Arrival {
        Nothing,  ///< no request yet
        Request,  ///< one is complete: parameters(), then answer()
        Over,     ///< the peer closed or was refused: destroy *this
    };

    /// One recv into `scratch`. REQUIRES: no request is waiting for its answer.
    Arrival receive(std::span<char> scratch);
    /// Goes on with what a peer sent ahead. REQUIRES: as receive().
    Arrival resume();

    const http::Parameters& parameters() const noexcept { return reader_.parameters(); }

    /// Sends the answer to the present request, whole, in one write if the socket has room. False
    /// when the connection is over.
    [[nodiscard]] bool answer(std::string_view text);
    /// Sends what is left of an answer. False when the connection is over.
    [[nodiscard]] bool flush();
    bool has_output() const noexcept { return sent_ < output_.size(); }

    /// True when a request is incomplete or an answer unread.
    bool is_unfinished() const noexcept;
    /// Notes since when this connection has been in the middle of something; to be called when
    /// the present events of the connection are dealt with.
    void settle(Time now) noexcept;
    /// Since when a request has been incomplete or an answer unread.
    std::optional<Time> unfinished_since() const noexcept { return unfinished_since_; }
    bool has_served() const noexcept { return has_served_; }
    Time accepted_at() const noexcept { return accepted_at_; }

    int fd() const noexcept { return fd_; }
    bool waits_for_room = false;  ///< the epoll set watches for room to write, not for bytes
    std::size_t index = 0;        ///< the place in the server's table
    std::uint64_t ticket = 0;     ///< of the request that is answered later; 0: none

private:
    Arrival feed(std::string_view bytes);
    Arrival close_politely();

    const int fd_;
    const Time accepted_at_;
    RecordReader reader_;
    std::string ahead_;  ///< bytes behind the present request
    std::string output_;
    std::size_t sent_ = 0;
    bool closing_ = false;  ///< after the output nothing more
    bool has_served_ = false;
    std::optional<Time> unfinished_since_;
};

}  // namespace postern::fastcgi
