// Asks a server on this machine for one page, once with each header of a file, over this many
// connections that stay open: the load that wrk can't be told to make.
//
// usage: ask_once PORT PATH CONNECTIONS FILE        FILE: `Name: value`, one per line
//
// Prints one JSON object: `rps`, `p50_ms`, `p99_ms`, and under `statuses` how often each came.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <latch>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using Steady = std::chrono::steady_clock;

class Connection {
public:
    explicit Connection(std::uint16_t port) : port_{port} { open(); }
    ~Connection() { close(fd_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// The status of the answer, which is read to its end.
    int ask(std::string_view request) {
        for (std::string_view rest = request; !rest.empty();) {
            const auto sent = send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
            if (sent <= 0) throw std::runtime_error{"cannot send"};
            rest.remove_prefix(static_cast<std::size_t>(sent));
        }
        std::size_t end = std::string::npos;
        while ((end = received_.find("\r\n\r\n")) == std::string::npos) receive();
        const std::string head = received_.substr(0, end + 2);
        const std::size_t size = end + 4 + number_behind(head, "\r\nContent-Length: ");
        while (received_.size() < size) receive();
        received_.erase(0, size);
        if (head.find("\r\nConnection: close\r\n") != std::string::npos) {
            close(fd_);
            open();
        }
        return static_cast<int>(number_behind(head, "HTTP/1.1 "));
    }

private:
    void open() {
        received_.clear();
        fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port_);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        if (fd_ < 0 || setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 ||
            connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error{"cannot connect"};
    }

    void receive() {
        char bytes[4096];
        const auto count = recv(fd_, bytes, sizeof bytes, 0);
        if (count <= 0) throw std::runtime_error{"the server closed the connection"};
        received_.append(bytes, static_cast<std::size_t>(count));
    }

    static std::size_t number_behind(const std::string& head, std::string_view word) {
        const auto at = head.find(word);
        std::size_t number = 0;
        if (at == std::string::npos ||
            std::from_chars(head.data() + at + word.size(), head.data() + head.size(), number).ec !=
                std::errc{})
            throw std::runtime_error{"an answer without a status or a length"};
        return number;
    }

    std::uint16_t port_;
    int fd_ = -1;
    std::string received_{};
};

/// What one connection has seen.
struct Tally {
    std::vector<double> times{};  ///< milliseconds
    std::map<int, std::size_t> statuses{};
};

std::vector<std::string> read_requests(const char* path_of_page, const char* file) {
    std::ifstream lines{file};
    std::vector<std::string> requests;
    for (std::string line; std::getline(lines, line);)
        requests.push_back(std::string{"GET "} + path_of_page + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" +
                           line + "\r\n\r\n");
    return requests;
}

/// All of them together; returns the seconds that it took.
double ask_all(std::uint16_t port, const std::vector<std::string>& requests,
               std::vector<Tally>& tallies) {
    std::atomic<std::size_t> next{0};
    std::latch connected{static_cast<std::ptrdiff_t>(tallies.size()) + 1};
    const auto work = [&](Tally& tally) {
        try {
            Connection connection{port};
            connected.arrive_and_wait();
            for (std::size_t i; (i = next++) < requests.size();) {
                const auto began = Steady::now();
                const int status = connection.ask(requests[i]);
                tally.times.push_back(
                    std::chrono::duration<double, std::milli>(Steady::now() - began).count());
                ++tally.statuses[status];
            }
        } catch (const std::exception& error) {
            std::fprintf(stderr, "ask_once: %s\n", error.what());
            std::_Exit(1);
        }
    };
    std::vector<std::thread> threads;
    for (Tally& tally : tallies) threads.emplace_back(work, std::ref(tally));
    connected.arrive_and_wait();
    const auto began = Steady::now();
    for (auto& thread : threads) thread.join();
    return std::chrono::duration<double>(Steady::now() - began).count();
}

double percentile(const std::vector<double>& sorted, std::size_t percent) {
    return sorted[(sorted.size() - 1) * percent / 100];
}

}  // namespace

int main(int argc, char** argv) {
    const int port = argc == 5 ? std::atoi(argv[1]) : 0;
    const int connections = argc == 5 ? std::atoi(argv[3]) : 0;
    const auto requests = argc == 5 ? read_requests(argv[2], argv[4]) : std::vector<std::string>{};
    if (port <= 0 || port > 65535 || connections <= 0 || requests.empty()) {
        std::fputs("usage: ask_once PORT PATH CONNECTIONS FILE\n", stderr);
        return 2;
    }
    std::vector<Tally> tallies(static_cast<std::size_t>(connections));
    const double seconds = ask_all(static_cast<std::uint16_t>(port), requests, tallies);

    std::vector<double> times;
    std::map<int, std::size_t> statuses;
    for (const Tally& tally : tallies) {
        times.insert(times.end(), tally.times.begin(), tally.times.end());
        for (const auto& [status, count] : tally.statuses) statuses[status] += count;
    }
    std::ranges::sort(times);
    std::printf("{\"rps\": %.1f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"statuses\": {",
                static_cast<double>(times.size()) / seconds, percentile(times, 50),
                percentile(times, 99));
    const char* between = "";
    for (const auto& [status, count] : statuses) {
        std::printf("%s\"%d\": %zu", between, status, count);
        between = ", ";
    }
    std::puts("}}");
    return 0;
}
