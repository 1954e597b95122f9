// Blocks its thread, and never for longer than the deadline: the connection's own time-out while
// the server's queue is full, poll() for everything else.
#include "postern/fastcgi/client.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

#include "fastcgi/record.hpp"
#include "postern/base/secret.hpp"

namespace postern::fastcgi {

namespace {

using Deadline = std::chrono::steady_clock::time_point;
using std::chrono::milliseconds;

/// The only request of its connection.
constexpr std::uint16_t kRequestId = 1;
constexpr std::size_t kMaxOutputBytes = 64 * 1024;
/// Of what a server says on its error stream, and in padding.
constexpr std::size_t kMaxReadBytes = 2 * kMaxOutputBytes;

milliseconds left_until(Deadline deadline) {
    const auto left = deadline - std::chrono::steady_clock::now();
    return std::max(std::chrono::ceil<milliseconds>(left), milliseconds{0});
}

/// The stream of answers to one request.
class AnswerReader {
public:
    enum class Step { NeedMore, Complete, Broken };

    Step feed(std::string_view bytes) {
        read_ += bytes.size();
        if (read_ > kMaxReadBytes) return Step::Broken;
        buffer_.append(bytes);
        for (;;) {
            if (buffer_.size() < kHeaderBytes) return Step::NeedMore;
            const std::size_t content = byte_at(4) << 8 | byte_at(5);
            const std::size_t whole = kHeaderBytes + content + byte_at(6);
            if (byte_at(0) != kVersion || (byte_at(2) << 8 | byte_at(3)) != kRequestId)
                return Step::Broken;
            if (buffer_.size() < whole) return Step::NeedMore;
            const auto step = take(std::string_view{buffer_}.substr(kHeaderBytes, content));
            if (step != Step::NeedMore) return step;
            buffer_.erase(0, whole);
        }
    }

    std::string& output() noexcept { return output_; }

private:
    std::size_t byte_at(std::size_t i) const noexcept {
        return static_cast<std::uint8_t>(buffer_[i]);
    }

    Step take(std::string_view content) {
        switch (static_cast<RecordType>(byte_at(1))) {
            case RecordType::Stdout:
                return add_output(content);
            case RecordType::Stderr:
                return Step::NeedMore;
            case RecordType::EndRequest:
                return end(content);
            case RecordType::BeginRequest:
            case RecordType::AbortRequest:
            case RecordType::Params:
            case RecordType::Stdin:
            case RecordType::Data:
            case RecordType::GetValues:
            case RecordType::GetValuesResult:
            case RecordType::UnknownType:
                break;
        }
        return Step::Broken;
    }

    Step add_output(std::string_view content) {
        if (output_ended_) return Step::Broken;
        output_ended_ = content.empty();
        if (content.size() > kMaxOutputBytes - output_.size()) return Step::Broken;
        output_.append(content);
        return Step::NeedMore;
    }

    /// Application status (4 bytes), protocol status (1), reserved (3).
    static Step end(std::string_view content) noexcept {
        constexpr std::size_t kBytes = 8;
        constexpr std::size_t kProtocolStatus = 4;
        const bool complete =
            content.size() == kBytes &&
            content[kProtocolStatus] == static_cast<char>(ProtocolStatus::RequestComplete);
        return complete ? Step::Complete : Step::Broken;
    }

    std::string buffer_;
    std::string output_;
    bool output_ended_ = false;
    std::size_t read_ = 0;
};

class Connection {
public:
    Connection() : fd_{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)} {}
    ~Connection() {
        if (fd_ >= 0) close(fd_);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    bool open(const std::string& path, Deadline deadline) const {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (fd_ < 0 || path.empty() || path.size() >= sizeof address.sun_path) return false;
        path.copy(address.sun_path, path.size());
        for (;;) {
            // A full queue makes connect() wait, as long as sending may take.
            const auto left = left_until(deadline);
            if (left.count() == 0) return false;
            const timeval patience{.tv_sec = left.count() / 1000,
                                   .tv_usec = left.count() % 1000 * 1000};
            setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
            if (connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
                return true;
            if (errno != EINTR) return false;
        }
    }

    bool send(std::string_view bytes, Deadline deadline) const {
        while (!bytes.empty()) {
            const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (count > 0)
                bytes.remove_prefix(static_cast<std::size_t>(count));
            else if (!may_go_on(count) || !wait_for(POLLOUT, deadline))
                return false;
        }
        return true;
    }

    /// The next bytes; nothing at the end of the stream, and when none come in time.
    std::optional<std::string_view> receive(Deadline deadline) {
        for (;;) {
            const auto count = recv(fd_, bytes_.data(), bytes_.size(), MSG_DONTWAIT);
            if (count > 0) return std::string_view{bytes_.data(), static_cast<std::size_t>(count)};
            if (count == 0 || !may_go_on(count) || !wait_for(POLLIN, deadline)) return std::nullopt;
        }
    }

private:
    static bool may_go_on(ssize_t count) noexcept {
        return count == 0 || errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    }

    bool wait_for(short events, Deadline deadline) const {
        for (;;) {
            const auto left = left_until(deadline);
            if (left.count() == 0) return false;
            pollfd watched{fd_, events, 0};
            const int ready = poll(&watched, 1, static_cast<int>(left.count()));
            if (ready > 0) return true;
            if (ready < 0 && errno != EINTR) return false;
        }
    }

    int fd_;
    std::array<char, 16 * 1024> bytes_{};
};

/// Holds the body, which may be a secret.
Secret request_bytes(const http::Parameters& parameters, std::string_view body) {
    std::string pairs;
    for (const auto& [name, value] : parameters) append_pair(pairs, name, value);
    append_pair(pairs, "CONTENT_LENGTH", std::to_string(body.size()));
    std::string bytes;
    // At once: a string that grows leaves copies behind.
    const auto headers = (pairs.size() + body.size()) / 1024 + 64 * kHeaderBytes;
    bytes.reserve(pairs.size() + body.size() + headers);
    append_begin_request(bytes, kRequestId);
    append_stream(bytes, RecordType::Params, kRequestId, pairs);
    append_stream(bytes, RecordType::Stdin, kRequestId, body);
    wipe(pairs);
    return Secret{std::move(bytes)};
}

}  // namespace

std::optional<std::string> ask(const std::string& socket, const http::Parameters& parameters,
                               std::string_view body, milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    Connection connection;
    if (!connection.open(socket, deadline) ||
        !connection.send(request_bytes(parameters, body).reveal(), deadline))
        return std::nullopt;
    AnswerReader reader;
    for (;;) {
        const auto bytes = connection.receive(deadline);
        if (!bytes) return std::nullopt;
        switch (reader.feed(*bytes)) {
            case AnswerReader::Step::NeedMore:
                continue;
            case AnswerReader::Step::Complete:
                return std::move(reader.output());
            case AnswerReader::Step::Broken:
                return std::nullopt;
        }
    }
}

}  // namespace postern::fastcgi
