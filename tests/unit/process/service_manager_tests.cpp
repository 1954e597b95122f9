#define BOOST_TEST_DYN_LINK
#include "postern/process/service_manager.hpp"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <filesystem>
#include <string>

using namespace postern::process;
using namespace std::chrono_literals;

namespace {

/// systemd's end: a datagram socket in a folder, and the variables that name it.
struct SystemdFixture {
    std::string folder = make_folder();
    std::string path = folder + "/notify";
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    SystemdFixture() {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        BOOST_REQUIRE(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        setenv("NOTIFY_SOCKET", path.c_str(), 1);
    }
    ~SystemdFixture() {
        close(fd);
        std::filesystem::remove_all(folder);
        for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) unsetenv(name);
    }
    static std::string make_folder() {
        std::string name = std::filesystem::temp_directory_path() / "postern-test-XXXXXX";
        BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
        return name;
    }
    /// The next message, or "nothing".
    std::string heard() const {
        std::string message(512, '\0');
        const auto size = recv(fd, message.data(), message.size(), 0);
        return size < 0 ? "nothing" : message.substr(0, static_cast<std::size_t>(size));
    }
    static void want_watchdog(const std::string& microseconds, pid_t pid) {
        setenv("WATCHDOG_USEC", microseconds.c_str(), 1);
        setenv("WATCHDOG_PID", std::to_string(pid).c_str(), 1);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(service_manager_tests, SystemdFixture)

BOOST_AUTO_TEST_CASE(ready_reloading_and_stopping_are_sent) {
    const auto manager = ServiceManager::from_environment();
    manager.ready("Serving");
    BOOST_TEST(heard() == "READY=1\nSTATUS=Serving");
    manager.reloading();
    BOOST_TEST(heard().starts_with("RELOADING=1\nMONOTONIC_USEC="));
    manager.stopping();
    BOOST_TEST(heard().starts_with("STOPPING=1\n"));
    BOOST_TEST(heard() == "nothing");
}

BOOST_AUTO_TEST_CASE(an_abstract_socket_address_is_reached_too) {
    const std::string name = "@" + path;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path, sizeof address.sun_path - 1);
    address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    close(fd);
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    BOOST_REQUIRE(bind(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0);
    setenv("NOTIFY_SOCKET", name.c_str(), 1);
    ServiceManager::from_environment().ready("here");
    BOOST_TEST(heard() == "READY=1\nSTATUS=here");
}

BOOST_AUTO_TEST_CASE(no_child_inherits_the_variables) {
    want_watchdog("3000000", getpid());
    const auto manager = ServiceManager::from_environment();
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
        BOOST_TEST(getenv(name) == nullptr);
}

BOOST_AUTO_TEST_CASE(alive_feeds_the_watchdog_three_times_in_its_period) {
    want_watchdog("3000000", getpid());
    auto manager = ServiceManager::from_environment();
    const MonotonicTime start{1h};
    manager.alive(start);
    BOOST_TEST(heard() == "WATCHDOG=1");
    manager.alive(start + 999ms);
    BOOST_TEST(heard() == "nothing");
    manager.alive(start + 1s);
    BOOST_TEST(heard() == "WATCHDOG=1");
}

BOOST_AUTO_TEST_CASE(alive_is_silent_without_a_watchdog_of_this_process) {
    auto without = ServiceManager::from_environment();
    without.alive(MonotonicTime{1h});
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
    want_watchdog("3000000", getpid() + 1);
    auto of_another = ServiceManager::from_environment();
    of_another.alive(MonotonicTime{1h});
    BOOST_TEST(heard() == "nothing");
}

BOOST_AUTO_TEST_CASE(a_missing_listener_is_not_an_error) {
    for (const std::string address : {"", "relative", "/nowhere/notify", "@nobody-listens-here"}) {
        setenv("NOTIFY_SOCKET", address.c_str(), 1);
        auto manager = ServiceManager::from_environment();
        manager.ready("Serving");
        manager.alive(MonotonicTime{1h});
    }
    setenv("NOTIFY_SOCKET", ("/" + std::string(200, 'x')).c_str(), 1);
    ServiceManager::from_environment().stopping();
    BOOST_TEST(heard() == "nothing");
}

BOOST_AUTO_TEST_SUITE_END()
