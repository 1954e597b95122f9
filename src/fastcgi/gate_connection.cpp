#include "fastcgi/gate_connection.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "postern/base/log.hpp"
#include "postern/base/log_limit.hpp"

namespace postern::fastcgi {

namespace {

/// An answer is small; a buffer that once had to hold a large one does not stay.
constexpr std::size_t kKeptOutputBytes = 16 * 1024;

LogLimit refusals;  // of this process, which has one thread

void log_refusal(Refusal refusal) {
    if (refusal == Refusal::None) return;
    if (const auto count = refusals.admit(std::chrono::steady_clock::now()))
        log::warning("connection_refused", {{"reason", to_text(refusal)}, {"count", *count}});
}

bool would_block(int error) noexcept { return error == EAGAIN || error == EINTR; }

}  // namespace

GateConnection::GateConnection(int fd, std::size_t max_parameter_bytes, Time now)
    : fd_{fd}, accepted_at_{now}, reader_{max_parameter_bytes} {}

GateConnection::~GateConnection() { close(fd_); }

GateConnection::Arrival GateConnection::receive(std::span<char> scratch) {
    const auto count = recv(fd_, scratch.data(), scratch.size(), 0);
    if (count > 0) return feed({scratch.data(), static_cast<std::size_t>(count)});
    return count < 0 && would_block(errno) ? Arrival::Nothing : Arrival::Over;
}

GateConnection::Arrival GateConnection::resume() {
    if (ahead_.empty() || has_output()) return Arrival::Nothing;
    const std::string bytes = std::move(ahead_);
    ahead_.clear();
    return feed(bytes);
}

GateConnection::Arrival GateConnection::feed(std::string_view bytes) {
    const auto step = reader_.feed(bytes, output_);
    switch (step) {
        case ReadStep::Request:
            ahead_ = bytes;
            return Arrival::Request;
        case ReadStep::NeedMore:
            return flush() ? Arrival::Nothing : Arrival::Over;
        case ReadStep::Close:
            log_refusal(reader_.refusal());
            return close_politely();
    }
    return Arrival::Over;
}

GateConnection::Arrival GateConnection::close_politely() {
    closing_ = true;
    return flush() ? Arrival::Nothing : Arrival::Over;
}

bool GateConnection::answer(std::string_view text) {
    append_answer(output_, reader_.request_id(), text);
    has_served_ = true;
    unfinished_since_.reset();
    if (!reader_.keep_connection()) closing_ = true;
    return flush();
}

bool GateConnection::flush() {
    if (has_output()) {
        const auto count = send(fd_, output_.data() + sent_, output_.size() - sent_, MSG_NOSIGNAL);
        if (count < 0 && !would_block(errno)) return false;
        if (count > 0) sent_ += static_cast<std::size_t>(count);
        if (has_output()) return true;
    }
    sent_ = 0;
    output_.clear();
    if (output_.capacity() > kKeptOutputBytes) output_.shrink_to_fit();
    return !closing_;
}

bool GateConnection::is_unfinished() const noexcept {
    return has_output() || !ahead_.empty() || !reader_.is_between_requests();
}

void GateConnection::settle(Time now) noexcept {
    if (!is_unfinished())
        unfinished_since_.reset();
    else if (!unfinished_since_)
        unfinished_since_ = now;
}

}  // namespace postern::fastcgi
