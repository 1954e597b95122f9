#define BOOST_TEST_DYN_LINK
#include "postern/fastcgi/gate_server.hpp"

#include <sys/resource.h>

#include <boost/test/unit_test.hpp>
#include <latch>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "client.hpp"
#include "server_socket.hpp"
#include "support/child.hpp"

using namespace postern::fastcgi;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

std::string allowed(std::string_view text) {
    return "Status: 204 No Content\r\nX-Echo: " + std::string{text} + "\r\n\r\n";
}

/// Answers what the parameter N said.
void echo(std::span<Exchange> exchanges) {
    for (auto& exchange : exchanges) exchange.answer = allowed(exchange.parameters->get("N"));
}

constexpr std::string_view kUnavailable = "Status: 503 Service Unavailable\r\n";

/// A handler that stops in its first batch until it is let go, so that things can arrive meanwhile.
struct HeldHandler {
    std::latch begun{1};
    std::latch go_on{1};
    bool first = true;
    std::vector<std::size_t> batch_sizes;

    BatchHandler handler() {
        return [this](std::span<Exchange> exchanges) {
            batch_sizes.push_back(exchanges.size());
            if (first) {
                first = false;
                begun.count_down();
                go_on.wait();
            }
            echo(exchanges);
        };
    }
};

struct Gate {
    ServerSocket socket;
    StopSwitch stop;
    GateServerSettings settings{
        .listen_fd = socket.fd(), .stop_fd = stop.fd(), .peers = {geteuid()}};
    BatchHandler handler = echo;
    std::uint64_t served = 0;
    std::thread thread;

    ~Gate() { end(); }

    void start() {
        thread = std::thread{[this] { served = run_gate_server(settings, handler); }};
    }
    void start_with(HeldHandler& held) {
        handler = held.handler();
        start();
    }
    void wait_for_end() {
        if (thread.joinable()) thread.join();
    }
    void end() {
        stop.press();
        wait_for_end();
    }
    std::unique_ptr<Client> connect() const { return std::make_unique<Client>(socket.path()); }
};

/// The answer to one request with this N.
std::string ask(Client& client, std::string_view n) {
    client.send(request({{"N", n}}));
    return client.receive_output();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(gate_server_tests, Gate)

BOOST_AUTO_TEST_CASE(answers_many_requests_on_one_connection) {
    start();
    Client client{socket.path()};
    for (int i = 0; i < 500; ++i)
        BOOST_REQUIRE(ask(client, std::to_string(i)) == allowed(std::to_string(i)));
    end();
    BOOST_TEST(served == 500u);
}

BOOST_AUTO_TEST_CASE(answers_carry_the_request_id_and_end_the_request) {
    start();
    Client client{socket.path()};
    client.send(request({{"N", "x"}}, 258));
    const auto answer = client.receive();
    BOOST_REQUIRE(answer.has_value());
    BOOST_TEST(answer->id == 258);
    BOOST_TEST(answer->protocol_status == 0);
    BOOST_TEST(answer->stdout_records == 1);
}

BOOST_AUTO_TEST_CASE(answers_requests_that_were_sent_ahead_in_their_order) {
    start();
    Client client{socket.path()};
    std::string bytes;
    for (int i = 0; i < 300; ++i) bytes += request({{"N", std::to_string(i)}});
    client.send(bytes);
    for (int i = 0; i < 300; ++i)
        BOOST_REQUIRE(client.receive_output() == allowed(std::to_string(i)));
}

BOOST_AUTO_TEST_CASE(answers_a_request_that_arrives_byte_by_byte) {
    start();
    Client slow{socket.path()};
    Client other{socket.path()};
    for (const char byte : request({{"N", "slow"}})) {
        slow.send({&byte, 1});
        // Once this is answered the loop has seen the byte.
        BOOST_REQUIRE(ask(other, "other") == allowed("other"));
    }
    BOOST_TEST(slow.receive_output() == allowed("slow"));
}

BOOST_AUTO_TEST_CASE(silent_and_slow_peers_hold_up_no_other) {
    start();
    std::vector<std::unique_ptr<Client>> peers;
    for (int i = 0; i < 20; ++i) peers.push_back(connect());
    for (int i = 0; i < 20; ++i) {
        peers.push_back(connect());
        peers.back()->send(std::string_view{"\x01\x01\x00", 3});
    }
    Client client{socket.path()};
    BOOST_TEST(ask(client, "x") == allowed("x"));
}

BOOST_AUTO_TEST_CASE(a_request_body_is_skipped) {
    start();
    Client client{socket.path()};
    client.send(request({{"N", "1"}}, 1, 1, std::string(50'000, 'b')));
    BOOST_TEST(client.receive_output() == allowed("1"));
    BOOST_TEST(ask(client, "2") == allowed("2"));
}

BOOST_AUTO_TEST_CASE(requests_that_arrive_together_are_one_batch) {
    HeldHandler held;
    start_with(held);
    Client first{socket.path()};
    std::vector<std::unique_ptr<Client>> others;
    for (int i = 0; i < 5; ++i) others.push_back(connect());
    for (auto& other : others) other->send(request({{"N", "1"}}).substr(0, 5));
    first.send(request({{"N", "0"}}));
    held.begun.wait();
    // Accepting is one connection per round; from here on all five are known or will be.
    for (auto& other : others) other->send(request({{"N", "1"}}).substr(5));
    held.go_on.count_down();
    for (auto& other : others) BOOST_TEST(other->receive_output() == allowed("1"));
    end();
    BOOST_TEST(served == 6u);
    BOOST_TEST(held.batch_sizes.size() <= 6u);
}

BOOST_AUTO_TEST_CASE(a_connection_without_keep_alive_is_closed_after_the_answer) {
    start();
    Client client{socket.path()};
    client.send(request({{"N", "x"}}, 1, 0));
    BOOST_TEST(client.receive_output() == allowed("x"));
    BOOST_TEST(client.is_closed());
}

BOOST_AUTO_TEST_CASE(a_long_answer_arrives_whole_at_a_peer_that_reads_late) {
    const std::string text = "Status: 200 OK\r\n\r\n" + std::string(3'000'000, 'l');
    handler = [&](std::span<Exchange> exchanges) {
        for (auto& exchange : exchanges)
            exchange.answer = exchange.parameters->get("N") == "long" ? text : allowed("short");
    };
    start();
    Client late{socket.path()};
    late.send(request({{"N", "long"}}) + request({{"N", "next"}}));
    Client other{socket.path()};
    BOOST_TEST(ask(other, "x") == allowed("short"));
    const auto answer = late.receive();
    BOOST_REQUIRE(answer.has_value());
    BOOST_TEST((answer->output == text));
    BOOST_TEST(answer->stdout_records > 40);
    BOOST_TEST(late.receive_output() == allowed("short"));
}

BOOST_AUTO_TEST_CASE(unusable_answers_of_the_handler_become_503) {
    handler = [](std::span<Exchange> exchanges) {
        for (auto& exchange : exchanges) exchange.answer = exchange.parameters->get("N");
    };
    start();
    Client client{socket.path()};
    const struct {
        const char* name;
        const char* text;
    } rows[] = {
        {"empty", ""},
        {"no status line", "Content-Type: text/plain\r\n\r\nerror"},
        {"no end of the header", "Status: 204 No Content\r\n"},
        {"status in second place", "X: y\r\nStatus: 204 No Content\r\n\r\n"},
    };
    for (const auto& row : rows) BOOST_TEST_CONTEXT(row.name)
    BOOST_TEST(ask(client, row.text).starts_with(kUnavailable));
}

BOOST_AUTO_TEST_CASE(an_exception_of_the_handler_becomes_503_for_the_whole_batch) {
    handler = [](std::span<Exchange> exchanges) {
        exchanges.front().answer = allowed("half done");
        throw std::runtime_error{"deliberate"};
    };
    start();
    Client client{socket.path()};
    BOOST_TEST(ask(client, "x").starts_with(kUnavailable));
    BOOST_TEST(ask(client, "still there").starts_with(kUnavailable));
}

BOOST_AUTO_TEST_CASE(anything_thrown_by_the_handler_becomes_503) {
    handler = [](std::span<Exchange>) { throw 1; };
    start();
    Client client{socket.path()};
    BOOST_TEST(ask(client, "x").starts_with(kUnavailable));
}

BOOST_AUTO_TEST_CASE(peers_without_permission_are_closed_without_an_answer) {
    settings.peers = {geteuid() + 1};
    start();
    Client client{socket.path()};
    BOOST_TEST(client.is_closed());
}

BOOST_AUTO_TEST_CASE(a_peer_that_does_not_speak_fastcgi_is_closed) {
    start();
    Client client{socket.path()};
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(client.is_closed());
    Client other{socket.path()};
    BOOST_TEST(ask(other, "x") == allowed("x"));
}

BOOST_AUTO_TEST_CASE(a_wrong_role_gets_an_answer_and_is_closed) {
    start();
    Client client{socket.path()};
    client.send(begin(1, 1, 3));
    const auto answer = client.receive();
    BOOST_REQUIRE(answer.has_value());
    BOOST_TEST(answer->protocol_status == 3);
    BOOST_TEST(client.is_closed());
}

BOOST_AUTO_TEST_CASE(an_unknown_record_type_is_answered_and_the_connection_kept) {
    start();
    Client client{socket.path()};
    client.send(record(99, 0, "x"));
    const auto reply = client.take(16);
    BOOST_REQUIRE(reply.has_value());
    BOOST_TEST((*reply)[1] == 11);
    BOOST_TEST((*reply)[8] == 99);
    BOOST_TEST(ask(client, "x") == allowed("x"));
}

BOOST_AUTO_TEST_CASE(a_request_that_takes_too_long_to_arrive_is_closed_and_an_idle_one_is_kept) {
    settings.request_patience = 10ms;
    start();
    Client idle{socket.path()};
    Client half{socket.path()};
    BOOST_TEST(ask(idle, "1") == allowed("1"));
    half.send(request({{"N", "x"}}).substr(0, 20));
    BOOST_TEST(half.is_closed());
    BOOST_TEST(ask(idle, "2") == allowed("2"));
}

BOOST_AUTO_TEST_CASE(a_full_server_accepts_again_when_a_peer_disconnects) {
    settings.max_connections = 2;
    start();
    auto first = connect();
    auto second = connect();
    BOOST_TEST(ask(*first, "1") == allowed("1"));
    BOOST_TEST(ask(*second, "2") == allowed("2"));
    Client third{socket.path()};
    third.send(request({{"N", "3"}}));
    // The third waits: by now the loop has had reason to look at it.
    BOOST_TEST(ask(*first, "1") == allowed("1"));
    pollfd watched{third.fd(), POLLIN, 0};
    BOOST_TEST(poll(&watched, 1, 0) == 0);
    second.reset();
    BOOST_TEST(third.receive_output() == allowed("3"));
}

BOOST_AUTO_TEST_CASE(may_accept_is_asked_with_the_number_of_connections_and_delays_only) {
    std::mutex mutex;
    std::vector<std::size_t> asked;
    settings.may_accept = [&](std::size_t mine) {
        const std::lock_guard lock{mutex};
        asked.push_back(mine);
        return false;
    };
    start();
    Client first{socket.path()};
    Client second{socket.path()};
    BOOST_TEST(ask(second, "2") == allowed("2"));
    BOOST_TEST(ask(first, "1") == allowed("1"));
    end();
    BOOST_TEST(asked == (std::vector<std::size_t>{1, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(progress_is_reported_with_the_number_served) {
    std::uint64_t reported = 99;
    std::size_t reports = 0;
    settings.progress = [&](std::uint64_t count, std::size_t) {
        reported = count;
        ++reports;
    };
    start();
    Client client{socket.path()};
    ask(client, "x");
    ask(client, "x");
    end();
    BOOST_TEST(reported == 2u);
    BOOST_TEST(reports >= 3u);
}

// --- the end ----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(returns_after_max_requests) {
    settings.max_requests = 3;
    start();
    Client client{socket.path()};
    for (int i = 0; i < 3; ++i) BOOST_TEST(ask(client, "x") == allowed("x"));
    BOOST_TEST(client.is_closed());
    wait_for_end();
    BOOST_TEST(served == 3u);
}

BOOST_AUTO_TEST_CASE(a_drain_closes_kept_connections_that_are_idle) {
    start();
    Client client{socket.path()};
    BOOST_TEST(ask(client, "x") == allowed("x"));
    end();
    BOOST_TEST(client.is_closed());
}

BOOST_AUTO_TEST_CASE(a_drain_answers_what_has_arrived_on_a_kept_connection) {
    HeldHandler held;
    start_with(held);
    Client kept{socket.path()};
    kept.send(request({{"N", "kept"}}));
    held.begun.wait();
    kept.send(request({{"N", "late"}}));
    stop.press();
    held.go_on.count_down();
    BOOST_TEST(kept.receive_output() == allowed("kept"));
    BOOST_TEST(kept.receive_output() == allowed("late"));
    BOOST_TEST(kept.is_closed());
}

BOOST_AUTO_TEST_CASE(a_drain_answers_peers_that_connected_before_it) {
    start();
    Client other{socket.path()};
    BOOST_TEST(ask(other, "y") == allowed("y"));
    Client fresh{socket.path()};
    stop.press();
    BOOST_TEST(other.is_closed());
    BOOST_TEST(ask(fresh, "x") == allowed("x"));
    BOOST_TEST(fresh.is_closed());
}

BOOST_AUTO_TEST_CASE(a_drain_accepts_queued_connections) {
    HeldHandler held;
    start_with(held);
    Client busy{socket.path()};
    busy.send(request({{"N", "busy"}}));
    held.begun.wait();
    std::vector<std::unique_ptr<Client>> waiting;
    for (int i = 0; i < 8; ++i) {
        waiting.push_back(connect());
        waiting.back()->send(request({{"N", "queued"}}));
    }
    stop.press();
    held.go_on.count_down();
    for (auto& client : waiting) BOOST_TEST(client->receive_output() == allowed("queued"));
    wait_for_end();
    BOOST_TEST(served == 9u);
}

BOOST_AUTO_TEST_CASE(a_drain_waits_for_the_rest_of_a_request) {
    start();
    Client client{socket.path()};
    Client other{socket.path()};
    const auto bytes = request({{"N", "x"}});
    client.send(bytes.substr(0, 30));
    BOOST_TEST(ask(other, "y") == allowed("y"));
    stop.press();
    BOOST_TEST(other.is_closed());
    client.send(bytes.substr(30));
    BOOST_TEST(client.receive_output() == allowed("x"));
    BOOST_TEST(client.is_closed());
}

// --- several workers --------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(connections_are_spread_evenly_over_idle_workers) {
    handler = [](std::span<Exchange> exchanges) {
        for (auto& exchange : exchanges) exchange.answer = allowed(std::to_string(getpid()));
    };
    Signalling at_work;
    settings.progress = [&](std::uint64_t served_now, std::size_t) {
        if (served_now == 0) at_work.say();
    };
    const auto work = [&] { return static_cast<int>(run_gate_server(settings, handler) == 0); };
    Child first{work};
    Child second{work};
    Child third{work};
    for (int i = 0; i < 3; ++i) at_work.hear();
    std::vector<std::unique_ptr<Client>> clients;
    std::map<std::string, int> connections;
    for (int i = 0; i < 45; ++i) {
        clients.push_back(connect());
        ++connections[ask(*clients.back(), "")];
    }
    BOOST_TEST(connections.size() == 3u);
    for (const auto& [who, count] : connections) BOOST_TEST(count >= 5);
    stop.press();
    for (auto* child : {&first, &second, &third}) BOOST_TEST(child->wait_for_end() == 0);
}

BOOST_AUTO_TEST_CASE(a_worker_without_descriptors_accepts_again_when_some_are_free) {
    Signalling ready;
    Child worker{[&] {
        // Room for the epoll set and two connections.
        const int next_free = dup(0);
        close(next_free);
        const auto limit = static_cast<rlim_t>(next_free + 3);
        const rlimit limits{limit, limit};
        if (setrlimit(RLIMIT_NOFILE, &limits) != 0) return 1;
        ready.say();
        run_gate_server(settings, handler);
        return 0;
    }};
    ready.hear();
    auto first = connect();
    auto second = connect();
    BOOST_TEST(ask(*first, "1") == allowed("1"));
    BOOST_TEST(ask(*second, "2") == allowed("2"));
    Client third{socket.path()};
    third.send(request({{"N", "3"}}));
    BOOST_TEST(ask(*first, "1") == allowed("1"));
    first.reset();
    BOOST_TEST(third.receive_output() == allowed("3"));
    stop.press();
    BOOST_TEST(worker.wait_for_end() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
