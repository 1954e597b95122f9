// A question to a FastCGI server: a real one, and servers that answer what none should.
#define BOOST_TEST_DYN_LINK
#include "postern/fastcgi/client.hpp"

#include <fcntl.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <thread>
#include <vector>

#include "client.hpp"
#include "postern/fastcgi/portal_server.hpp"
#include "server_socket.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using fastcgi::RawRequest;

namespace {

constexpr int kStdout = 6;
constexpr int kStderr = 7;
constexpr int kEnd = 3;
/// Nobody waits for it: only for what is done to take its time.
constexpr std::chrono::milliseconds kPatience = 10s;

http::Parameters parameters(Pairs list = {}) {
    http::Parameters made;
    for (const auto& [name, value] : list) made.add(name, value);
    return made;
}

std::string end_request(int status = 0, std::size_t bytes = 8) {
    std::string body(bytes, '\0');
    if (bytes > 4) body[4] = static_cast<char>(status);
    return record(kEnd, 1, body);
}

/// A portal server that answers with what the handler says.
struct RealServer {
    ServerSocket socket;
    StopSwitch stop;
    fastcgi::RequestHandler handler;
    std::thread thread;

    explicit RealServer(fastcgi::RequestHandler with) : handler{std::move(with)} {
        thread = std::thread{[this] {
            fastcgi::run_portal_server(
                {.listen_fd = socket.fd(), .stop_fd = stop.fd(), .peers = {geteuid()}}, handler);
        }};
    }
    ~RealServer() {
        stop.press();
        thread.join();
    }
};

/// Accepts one connection, reads a whole request, sends these bytes and closes.
struct ScriptedServer {
    ServerSocket socket;
    std::string read{};
    std::thread thread;

    explicit ScriptedServer(const std::string& answer) {
        fcntl(socket.fd(), F_SETFL, 0);  // accept() waits
        thread = std::thread{[this, answer] {
            const int fd = accept(socket.fd(), nullptr, nullptr);
            const std::string last = record(5, 1, "");
            char bytes[4096];
            while (!read.ends_with(last)) {
                const auto count = recv(fd, bytes, sizeof bytes, 0);
                if (count <= 0) break;
                read.append(bytes, static_cast<std::size_t>(count));
            }
            (void)!send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
            close(fd);
        }};
    }
    ~ScriptedServer() { wait_for_end(); }
    void wait_for_end() {
        if (thread.joinable()) thread.join();
    }
};

std::optional<std::string> answer_to(const std::string& bytes) {
    const ScriptedServer server{bytes};
    return fastcgi::ask(server.socket.path(), parameters(), "", kPatience);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(client_tests)

BOOST_AUTO_TEST_CASE(a_real_server_gets_parameters_and_body_and_its_answer_comes_back) {
    const std::string long_value(70'000, 'v');
    const std::string body(200'000, 'b');
    const RealServer server{[&](RawRequest request) {
        const bool same = request.parameters.get("LONG") == long_value && request.body == body &&
                          request.parameters.get("SHORT").empty() &&
                          request.parameters.get("CONTENT_LENGTH") == "200000";
        return "Status: 200 OK\r\n\r\n" + std::string{same ? "same" : "other"};
    }};
    const auto answer = fastcgi::ask(
        server.socket.path(), parameters({{"LONG", long_value}, {"SHORT", ""}}), body, kPatience);
    BOOST_REQUIRE(answer.has_value());
    BOOST_TEST(*answer == "Status: 200 OK\r\n\r\nsame");
}

BOOST_AUTO_TEST_CASE(it_asks_as_a_web_server_does) {
    ScriptedServer server{record(kStdout, 1, "") + end_request()};
    BOOST_TEST(fastcgi::ask(server.socket.path(), parameters({{"A", "b"}}), "body", kPatience)
                   .has_value());
    server.wait_for_end();
    BOOST_TEST(server.read == request({{"A", "b"}, {"CONTENT_LENGTH", "4"}}, 1, 0, "body"));
}

BOOST_AUTO_TEST_CASE(lengths_of_127_and_128_bytes_are_written_as_they_are_read) {
    const std::string below(127, 'x');
    const std::string above(128, 'y');
    const RealServer server{[&](RawRequest request) {
        const bool same =
            request.parameters.get(below) == above && request.parameters.get(above) == below;
        return "Status: 200 OK\r\n\r\n" + std::string{same ? "same" : "other"};
    }};
    const auto answer = fastcgi::ask(server.socket.path(),
                                     parameters({{below, above}, {above, below}}), "", kPatience);
    BOOST_REQUIRE(answer.has_value());
    BOOST_TEST(answer->ends_with("same"));
}

BOOST_AUTO_TEST_CASE(what_comes_in_many_records_is_put_together) {
    const auto answer = answer_to(record(kStdout, 1, "one ", 5) + record(kStderr, 1, "a warning") +
                                  record(kStdout, 1, "two") + record(kStdout, 1, "") +
                                  record(kStderr, 1, "") + end_request());
    BOOST_REQUIRE(answer.has_value());
    BOOST_TEST(*answer == "one two");
}

BOOST_AUTO_TEST_CASE(a_wrong_answer_is_none) {
    const std::string output = record(kStdout, 1, "x") + record(kStdout, 1, "");
    const struct {
        const char* name;
        std::string bytes;
    } rows[] = {
        {"nothing", ""},
        {"half a header", output.substr(0, 3)},
        {"no end", output},
        {"half an end", output + end_request().substr(0, 12)},
        {"another version", record(kStdout, 1, "x", 0, 2) + output + end_request()},
        {"another request", record(kStdout, 2, "x") + output + end_request()},
        {"the end of another request", output + record(kEnd, 2, std::string(8, '\0'))},
        {"overloaded", output + end_request(2)},
        {"another role", output + end_request(3)},
        {"a short end", output + end_request(0, 7)},
        {"a long end", output + end_request(0, 16)},
        {"output behind its end", output + record(kStdout, 1, "y") + end_request()},
        {"a record that only a web server sends", record(5, 1, "x") + output + end_request()},
        {"a record that nobody knows", record(12, 1, "x") + output + end_request()},
        {"another protocol", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
    };
    for (const auto& row : rows)
        BOOST_TEST_CONTEXT(row.name) BOOST_TEST(!answer_to(row.bytes).has_value());
    BOOST_TEST(answer_to(output + end_request()).has_value());
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_too_long_is_none) {
    std::string bytes;
    for (int i = 0; i < 2; ++i) bytes += record(kStdout, 1, std::string(32'768, 'x'));
    BOOST_TEST(answer_to(bytes + record(kStdout, 1, "") + end_request()).has_value());
    BOOST_TEST(!answer_to(bytes + record(kStdout, 1, "x") + record(kStdout, 1, "") + end_request())
                    .has_value());
}

BOOST_AUTO_TEST_CASE(a_socket_that_is_not_there_answers_nothing) {
    std::string gone;
    {
        const ServerSocket socket;
        gone = socket.path();
    }
    BOOST_TEST(!fastcgi::ask(gone, parameters(), "", kPatience).has_value());
    BOOST_TEST(!fastcgi::ask("", parameters(), "", kPatience).has_value());
    BOOST_TEST(!fastcgi::ask(std::string(200, 'x'), parameters(), "", kPatience).has_value());
}

BOOST_AUTO_TEST_CASE(a_server_that_does_not_answer_is_not_waited_for_longer_than_allowed) {
    const ServerSocket silent;  // the kernel takes connections, and nobody accepts them
    const auto began = std::chrono::steady_clock::now();
    BOOST_TEST(!fastcgi::ask(silent.path(), parameters(), "", 50ms).has_value());
    const auto took = std::chrono::steady_clock::now() - began;
    BOOST_TEST((took >= 50ms));
    BOOST_TEST((took < kPatience));
    // More than the kernel holds for a server that does not read.
    BOOST_TEST(
        !fastcgi::ask(silent.path(), parameters(), std::string(8'000'000, 'b'), 50ms).has_value());
}

BOOST_AUTO_TEST_CASE(a_full_queue_is_not_waited_for_longer_than_allowed) {
    const ServerSocket full;
    listen(full.fd(), 0);
    std::vector<int> held;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    full.path().copy(address.sun_path, sizeof address.sun_path - 1);
    for (;;) {
        held.push_back(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0));
        if (connect(held.back(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            break;
    }
    const auto began = std::chrono::steady_clock::now();
    BOOST_TEST(!fastcgi::ask(full.path(), parameters(), "", 50ms).has_value());
    const auto took = std::chrono::steady_clock::now() - began;
    BOOST_TEST((took >= 50ms));
    BOOST_TEST((took < kPatience));
    for (const int fd : held) close(fd);
}

BOOST_AUTO_TEST_CASE(without_patience_nothing_is_asked) {
    const ServerSocket silent;
    BOOST_TEST(!fastcgi::ask(silent.path(), parameters(), "", 0ms).has_value());
    BOOST_TEST((accept(silent.fd(), nullptr, nullptr) == -1));
}

BOOST_AUTO_TEST_SUITE_END()
