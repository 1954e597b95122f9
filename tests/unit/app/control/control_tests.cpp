// How the command line and the daemon of one host talk.
#define BOOST_TEST_DYN_LINK
#include "app/control/control.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

#include "postern/process/listener.hpp"

using namespace postern;

namespace {

struct ControlFixture {
    std::string folder = make_folder();
    std::string path = folder + "/control.sock";
    std::vector<std::string> warnings;

    ~ControlFixture() { std::filesystem::remove_all(folder); }

    static std::string make_folder() {
        std::string name = std::filesystem::temp_directory_path() / "postern-test-XXXXXX";
        BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
        return name;
    }

    process::Listener listen() const {
        return process::Listener::bind({.path = path, .group = "", .mode = 0600, .backlog = 8});
    }

    /// What a client gets from a daemon that lets these users in and whose poll ends like this.
    app::ControlAnswer ask(const std::set<uid_t>& peers, bool polled) {
        return reply(peers, polled).answer;
    }
    app::ControlReply reply(const std::set<uid_t>& peers, bool polled,
                            std::string_view version = "1.2.3") {
        const auto listener = listen();
        app::ControlReply answer{app::ControlAnswer::NoDaemon};
        std::thread client{[&] { answer = app::ask_control(path); }};
        pollfd waiting{.fd = listener.fd(), .events = POLLIN, .revents = 0};
        BOOST_REQUIRE(poll(&waiting, 1, 10'000) == 1);
        app::serve_control(listener.fd(), peers, version, [&] { return polled; });
        client.join();
        return answer;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(control_tests, ControlFixture)

BOOST_AUTO_TEST_CASE(ask_control_is_done_when_the_daemon_has_polled) {
    BOOST_TEST((ask({geteuid()}, true) == app::ControlAnswer::Done));
}

BOOST_AUTO_TEST_CASE(ask_control_learns_the_version_of_the_daemon) {
    BOOST_TEST(reply({geteuid()}, true, "0.2.0").version == "0.2.0");
    BOOST_TEST(reply({geteuid()}, false, "0.2.0").version == "0.2.0");
    BOOST_TEST(reply({}, true, "0.2.0").version == "");
}

BOOST_AUTO_TEST_CASE(ask_control_understands_a_daemon_that_does_not_say_its_version) {
    const auto listener = listen();
    app::ControlReply answer{app::ControlAnswer::NoDaemon};
    std::thread client{[&] { answer = app::ask_control(path); }};
    pollfd waiting{.fd = listener.fd(), .events = POLLIN, .revents = 0};
    BOOST_REQUIRE(poll(&waiting, 1, 10'000) == 1);
    const int peer = accept(listener.fd(), nullptr, nullptr);
    BOOST_TEST(send(peer, "done\n", 5, MSG_NOSIGNAL) == 5);
    client.join();
    close(peer);
    BOOST_TEST((answer.answer == app::ControlAnswer::Done));
    BOOST_TEST(answer.version == "");
}

BOOST_AUTO_TEST_CASE(ask_control_fails_when_the_poll_fails) {
    BOOST_TEST((ask({geteuid()}, false) == app::ControlAnswer::Failed));
}

BOOST_AUTO_TEST_CASE(ask_control_fails_for_a_user_without_permission) {
    BOOST_TEST((ask({}, true) == app::ControlAnswer::Failed));
}

BOOST_AUTO_TEST_CASE(ask_control_finds_no_daemon_without_a_listener) {
    BOOST_TEST((app::ask_control(path).answer == app::ControlAnswer::NoDaemon));
    std::ofstream{path} << "no socket";
    BOOST_TEST((app::ask_control(path).answer == app::ControlAnswer::NoDaemon));
    BOOST_TEST((app::ask_control(std::string(200, 'x')).answer == app::ControlAnswer::NoDaemon));
}

BOOST_AUTO_TEST_CASE(control_revoker_warns_only_when_a_daemon_did_not_confirm) {
    app::ControlRevoker revoker{path, [&](const auto& what) { warnings.push_back(what); }};
    revoker.tell();
    BOOST_TEST(warnings.empty());
    const auto listener = listen();
    std::thread client{[&] { revoker.tell(); }};
    pollfd waiting{.fd = listener.fd(), .events = POLLIN, .revents = 0};
    BOOST_REQUIRE(poll(&waiting, 1, 10'000) == 1);
    app::serve_control(listener.fd(), {geteuid()}, "1.2.3", [] { return false; });
    client.join();
    BOOST_TEST(warnings.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
