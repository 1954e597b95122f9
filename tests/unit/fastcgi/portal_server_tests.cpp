#define BOOST_TEST_DYN_LINK
#include "postern/fastcgi/portal_server.hpp"

#include <boost/test/unit_test.hpp>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

#include "client.hpp"
#include "server_socket.hpp"

using namespace postern::fastcgi;
using namespace postern::test;
using postern::http::BodyState;

namespace {

std::string name_of(BodyState state) {
    switch (state) {
        case BodyState::Complete:
            return "complete";
        case BodyState::TooLarge:
            return "too large";
        case BodyState::Truncated:
            return "truncated";
        case BodyState::BadLength:
            return "bad length";
    }
    return "?";
}

std::string page(const std::string& text) { return "Status: 200 OK\r\n\r\n" + text; }

constexpr std::string_view kUnavailable = "Status: 503 Service Unavailable\r\n";

struct Portal {
    ServerSocket socket;
    StopSwitch stop;
    PortalServerSettings settings{
        .listen_fd = socket.fd(), .stop_fd = stop.fd(), .peers = {geteuid()}};
    RequestHandler handler = [](RawRequest request) {
        return page(std::string{request.parameters.get("N")} + "," + request.body + "," +
                    name_of(request.body_state));
    };
    std::uint64_t served = 0;
    std::thread thread;

    ~Portal() { end(); }

    void start() {
        thread = std::thread{[this] { served = run_portal_server(settings, handler); }};
    }
    void wait_for_end() {
        if (thread.joinable()) thread.join();
    }
    void end() {
        stop.press();
        wait_for_end();
    }
    /// The answer to these bytes on a connection of their own.
    std::string ask(const std::string& bytes) const {
        Client client{socket.path()};
        client.send(bytes);
        return client.receive_output();
    }
};

std::string with_body(std::string_view content_length, std::string_view body) {
    return request({{"N", "x"}, {"CONTENT_LENGTH", content_length}}, 1, 0, body);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(portal_server_tests, Portal)

BOOST_AUTO_TEST_CASE(answers_one_request_per_connection_and_closes) {
    start();
    for (int i = 0; i < 20; ++i) {
        Client client{socket.path()};
        client.send(request({{"N", std::to_string(i)}}, 1, 1));
        BOOST_TEST(client.receive_output() == page(std::to_string(i) + ",,complete"));
        BOOST_TEST(client.is_closed());
    }
    end();
    BOOST_TEST(served == 20u);
}

BOOST_AUTO_TEST_CASE(the_handler_gets_the_body) {
    start();
    BOOST_TEST(ask(with_body("9", "a=1&b=2&c")) == page("x,a=1&b=2&c,complete"));
    BOOST_TEST(ask(with_body("0", "")) == page("x,,complete"));
    BOOST_TEST(ask(with_body("", "")) == page("x,,complete"));
}

BOOST_AUTO_TEST_CASE(the_handler_gets_a_body_of_many_records) {
    std::string body;
    handler = [&body](RawRequest request) { return page(request.body == body ? "same" : "other"); };
    start();
    std::string bytes = begin(1, 0) + params(pairs({{"CONTENT_LENGTH", "600000"}}));
    for (int i = 0; i < 20; ++i) {
        const std::string piece(30'000, static_cast<char>('a' + i));
        body += piece;
        bytes += record(5, 1, piece);
    }
    BOOST_TEST(ask(bytes + record(5, 1, "")) == page("same"));
}

BOOST_AUTO_TEST_CASE(the_handler_learns_how_reading_the_body_ended) {
    settings.max_body_bytes = 10;
    start();
    const struct {
        const char* name;
        std::string length;
        std::string body;
        std::string state;
    } rows[] = {
        {"the largest", "10", "0123456789", "0123456789,complete"},
        {"one too large", "11", "0123456789a", ",too large"},
        {"far too large", "99999999999999", "0123456789a", ",too large"},
        {"too large, and nothing came", "11", "", ",too large"},
        {"less than promised", "9", "12345", ",truncated"},
        {"nothing of what was promised", "9", "", ",truncated"},
        {"more than promised", "3", "12345", ",bad length"},
        {"a body without a length", "", "12345", ",bad length"},
        {"no number", "ten", "0123456789", ",bad length"},
        {"negative", "-1", "", ",bad length"},
        {"signed", "+5", "12345", ",bad length"},
        {"hexadecimal", "0x5", "12345", ",bad length"},
        {"with a space", " 5", "12345", ",bad length"},
        {"with a tail", "5,5", "12345", ",bad length"},
        {"beyond 64 bits", "18446744073709551616", "", ",bad length"},
    };
    for (const auto& row : rows) BOOST_TEST_CONTEXT(row.name)
    BOOST_TEST(ask(with_body(row.length, row.body)) == page("x," + row.state));
}

BOOST_AUTO_TEST_CASE(duplicate_parameters_are_remembered) {
    handler = [](RawRequest request) {
        return page(request.parameters.has_duplicates() ? "twice" : "once");
    };
    start();
    BOOST_TEST(ask(request({{"HTTP_COOKIE", "a"}, {"HTTP_COOKIE", "b"}})) == page("twice"));
    BOOST_TEST(ask(request({{"HTTP_COOKIE", "a"}})) == page("once"));
}

BOOST_AUTO_TEST_CASE(keeps_what_follows_the_first_equals_sign_of_a_value) {
    start();
    BOOST_TEST(ask(request({{"N", "a=b=c"}})) == page("a=b=c,,complete"));
}

BOOST_AUTO_TEST_CASE(a_long_page_arrives_whole) {
    const std::string text(400'000, 'p');
    handler = [&text](RawRequest) { return page(text); };
    start();
    BOOST_TEST((ask(request({})) == page(text)));
}

BOOST_AUTO_TEST_CASE(unusable_answers_and_exceptions_become_503) {
    handler = [](RawRequest request) -> std::string {
        if (request.parameters.get("N") == "throw") throw std::runtime_error{"deliberate"};
        if (request.parameters.get("N") == "throw 1") throw 1;
        return std::string{request.parameters.get("N")};
    };
    start();
    for (const auto* text : {"throw", "throw 1", "", "error: database down", "Status: 200"})
        BOOST_TEST_CONTEXT(text)
    BOOST_TEST(ask(request({{"N", text}})).starts_with(kUnavailable));
}

BOOST_AUTO_TEST_CASE(a_peer_that_disconnects_or_does_not_speak_fastcgi_does_no_harm) {
    start();
    { const Client gone{socket.path()}; }
    {
        const Client half{socket.path()};
        half.send(request({{"N", "x"}}).substr(0, 20));
    }
    {
        const Client deaf{socket.path()};
        deaf.send(request({{"N", "x"}}));
    }
    Client http{socket.path()};
    http.send("GET / HTTP/1.1\r\n\r\n");
    BOOST_TEST(http.is_closed());
    BOOST_TEST(ask(request({{"N", "x"}})) == page("x,,complete"));
}

BOOST_AUTO_TEST_CASE(peers_without_permission_are_closed_without_an_answer) {
    settings.peers = {geteuid() + 1};
    start();
    Client client{socket.path()};
    BOOST_TEST(client.is_closed());
}

BOOST_AUTO_TEST_CASE(returns_after_max_requests) {
    settings.max_requests = 2;
    start();
    ask(request({}));
    ask(request({}));
    wait_for_end();
    BOOST_TEST(served == 2u);
}

BOOST_AUTO_TEST_CASE(queued_connections_are_served_when_it_is_stopped) {
    std::latch begun{1};
    std::latch go_on{1};
    bool first = true;
    handler = [&](RawRequest request) {
        if (std::exchange(first, false)) {
            begun.count_down();
            go_on.wait();
        }
        return page(std::string{request.parameters.get("N")});
    };
    start();
    std::vector<std::unique_ptr<Client>> clients;
    const auto send_one = [&] {
        clients.push_back(std::make_unique<Client>(socket.path()));
        clients.back()->send(request({{"N", "x"}}));
    };
    send_one();
    begun.wait();
    for (int i = 0; i < 5; ++i) send_one();
    stop.press();
    go_on.count_down();
    for (auto& client : clients) BOOST_TEST(client->receive_output() == page("x"));
    wait_for_end();
    BOOST_TEST(served == 6u);
}

BOOST_AUTO_TEST_CASE(progress_tells_busy_and_idle) {
    std::vector<std::pair<std::uint64_t, bool>> told;
    settings.progress = [&](std::uint64_t count, bool busy) { told.emplace_back(count, busy); };
    start();
    ask(request({}));
    end();
    BOOST_REQUIRE(told.size() >= 2u);
    BOOST_TEST((told[0] == std::pair<std::uint64_t, bool>{0, false}));
    BOOST_TEST((told[1] == std::pair<std::uint64_t, bool>{0, true}));
}

BOOST_AUTO_TEST_SUITE_END()
