// The other end of a FastCGI connection, as nginx would be, for tests: builds records, reads
// answers.
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace postern::test {

inline std::string record(int type, int id, std::string_view content, int padding = 0,
                          int version = 1) {
    const auto low = [](std::size_t value) { return static_cast<char>(value & 0xFF); };
    std::string bytes{static_cast<char>(version),
                      static_cast<char>(type),
                      low(static_cast<std::size_t>(id) >> 8),
                      low(static_cast<std::size_t>(id)),
                      low(content.size() >> 8),
                      low(content.size()),
                      static_cast<char>(padding),
                      '\0'};
    bytes += content;
    bytes.append(static_cast<std::size_t>(padding), 'x');
    return bytes;
}

inline std::string begin(int id = 1, int flags = 1, int role = 1) {
    const char body[8] = {0, static_cast<char>(role), static_cast<char>(flags), 0, 0, 0, 0, 0};
    return record(1, id, {body, sizeof body});
}

inline std::string length(std::size_t value, bool long_form = false) {
    if (value < 128 && !long_form) return {static_cast<char>(value)};
    return {static_cast<char>(value >> 24 | 0x80), static_cast<char>(value >> 16 & 0xFF),
            static_cast<char>(value >> 8 & 0xFF), static_cast<char>(value & 0xFF)};
}

inline std::string pair(std::string_view name, std::string_view value, bool long_form = false) {
    return length(name.size(), long_form) + length(value.size(), long_form) + std::string{name} +
           std::string{value};
}

using Pairs = std::initializer_list<std::pair<std::string_view, std::string_view>>;

inline std::string pairs(Pairs list) {
    std::string bytes;
    for (const auto& [name, value] : list) bytes += pair(name, value);
    return bytes;
}

inline std::string params(std::string_view content, int id = 1) {
    return (content.empty() ? "" : record(4, id, content)) + record(4, id, "");
}

/// A whole request as nginx sends it.
inline std::string request(Pairs list, int id = 1, int flags = 1, std::string_view body = {}) {
    return begin(id, flags) + params(pairs(list), id) + (body.empty() ? "" : record(5, id, body)) +
           record(5, id, "");
}

/// What came back up to and with one END_REQUEST.
struct Answer {
    std::string output;  ///< the STDOUT stream
    int id = 0;
    int protocol_status = 0;
    int stdout_records = 0;
};

class Client {
public:
    explicit Client(const std::string& path) : fd_{socket(AF_UNIX, SOCK_STREAM, 0)} {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        if (connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error{"cannot connect to " + path};
    }
    ~Client() { close(fd_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) throw std::runtime_error{"send"};
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
    }

    /// Nothing when the peer closed (or 10 s passed) before END_REQUEST.
    std::optional<Answer> receive() {
        Answer answer;
        for (;;) {
            const auto header = take(8);
            if (!header) return std::nullopt;
            const auto at = [&](std::size_t i) { return static_cast<unsigned char>((*header)[i]); };
            const auto content = take(static_cast<std::size_t>(at(4) << 8 | at(5)));
            if (!content || !take(at(6))) return std::nullopt;
            answer.id = at(2) << 8 | at(3);
            if (at(1) == 6 && !content->empty()) ++answer.stdout_records;
            if (at(1) == 6) answer.output += *content;
            if (at(1) == 3) {
                answer.protocol_status = static_cast<unsigned char>((*content)[4]);
                return answer;
            }
        }
    }
    std::string receive_output() {
        const auto answer = receive();
        return answer ? answer->output : "(closed)";
    }

    /// The next `count` bytes; fewer never. Nothing at the end of the stream.
    std::optional<std::string> take(std::size_t count) {
        while (buffer_.size() < count)
            if (!read_more()) return std::nullopt;
        auto bytes = buffer_.substr(0, count);
        buffer_.erase(0, count);
        return bytes;
    }
    /// True when the peer closes without a further byte.
    bool is_closed() { return !take(1); }

    int fd() const { return fd_; }

private:
    bool read_more() {
        pollfd watched{fd_, POLLIN, 0};
        if (poll(&watched, 1, 10'000) != 1) return false;
        char bytes[65536];
        const auto count = recv(fd_, bytes, sizeof bytes, 0);
        if (count <= 0) return false;
        buffer_.append(bytes, static_cast<std::size_t>(count));
        return true;
    }

    int fd_;
    std::string buffer_;
};

}  // namespace postern::test
