// Answers that come later than their batch: who waits for them, and who does not.
#define BOOST_TEST_DYN_LINK
#include <sys/eventfd.h>

#include <boost/test/unit_test.hpp>
#include <latch>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "client.hpp"
#include "postern/fastcgi/gate_server.hpp"
#include "server_socket.hpp"

using namespace postern::fastcgi;
using namespace postern::test;

namespace {

constexpr std::string_view kNow = "Status: 204 No Content\r\nX-When: now\r\n\r\n";
constexpr std::string_view kLater = "Status: 204 No Content\r\nX-When: later\r\n\r\n";

/// A server whose handler answers at once what says so, and the rest when the test lets it.
struct LateGate {
    ServerSocket socket;
    StopSwitch stop;
    int late_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    std::mutex mutex;
    std::vector<LateAnswer> ready;
    std::vector<std::uint64_t> waiting;
    std::latch postponed{1};
    std::uint64_t served = 0;
    std::thread thread{[this] { serve(); }};

    ~LateGate() {
        end();
        close(late_fd);
    }

    void serve() {
        const GateServerSettings settings{.listen_fd = socket.fd(),
                                          .stop_fd = stop.fd(),
                                          .peers = {geteuid()},
                                          .late_fd = late_fd,
                                          .take_late = [this] { return take(); }};
        served = run_gate_server(settings, [this](auto exchanges) { answer(exchanges); });
    }

    void answer(std::span<Exchange> exchanges) {
        for (auto& exchange : exchanges) {
            if (exchange.parameters->get("WHEN") == "now") {
                exchange.answer = kNow;
                continue;
            }
            exchange.later = true;
            const std::lock_guard lock{mutex};
            waiting.push_back(exchange.ticket);
            if (waiting.size() == 1) postponed.count_down();
        }
    }

    std::vector<LateAnswer> take() {
        eventfd_t count = 0;
        eventfd_read(late_fd, &count);
        const std::lock_guard lock{mutex};
        return std::exchange(ready, {});
    }

    void let_go() {
        const std::lock_guard lock{mutex};
        for (const auto ticket : waiting) ready.push_back({ticket, std::string{kLater}});
        ready.push_back({999'999, std::string{kLater}});  // a ticket that nobody has
        eventfd_write(late_fd, 1);
    }

    void end() {
        stop.press();
        if (thread.joinable()) thread.join();
    }
};

std::string later() { return request({{"WHEN", "later"}}); }
std::string now() { return request({{"WHEN", "now"}}); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(late_answer_tests, LateGate)

BOOST_AUTO_TEST_CASE(nothing_waits_for_a_later_answer) {
    Client slow{socket.path()};
    slow.send(later());
    postponed.wait();
    Client quick{socket.path()};
    for (int i = 0; i < 50; ++i) {
        quick.send(now());
        BOOST_REQUIRE(quick.receive_output() == kNow);
    }
    let_go();
    BOOST_TEST(slow.receive_output() == kLater);
    slow.send(now());
    BOOST_TEST(slow.receive_output() == kNow);
}

BOOST_AUTO_TEST_CASE(what_is_sent_ahead_of_a_later_answer_keeps_its_order) {
    Client client{socket.path()};
    client.send(later() + now());
    postponed.wait();
    client.send(now());
    let_go();
    BOOST_TEST(client.receive_output() == kLater);
    BOOST_TEST(client.receive_output() == kNow);
    BOOST_TEST(client.receive_output() == kNow);
}

BOOST_AUTO_TEST_CASE(a_later_answer_whose_peer_has_gone_is_dropped) {
    auto gone = std::make_unique<Client>(socket.path());
    gone->send(later());
    postponed.wait();
    gone.reset();
    Client other{socket.path()};
    other.send(now());
    BOOST_TEST(other.receive_output() == kNow);
    let_go();
    other.send(now());
    BOOST_TEST(other.receive_output() == kNow);
}

BOOST_AUTO_TEST_CASE(a_stopped_server_sends_its_later_answers_first) {
    Client client{socket.path()};
    client.send(later());
    postponed.wait();
    stop.press();
    let_go();
    BOOST_TEST(client.receive_output() == kLater);
    BOOST_TEST(client.is_closed());
    end();
    BOOST_TEST(served == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
