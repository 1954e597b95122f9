#define BOOST_TEST_DYN_LINK
#include "postern/process/listener.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "support/child.hpp"

using postern::process::Listener;
using postern::process::peer_uids;
using postern::test::Child;
namespace fs = std::filesystem;

namespace {

struct Folder {
    std::string folder = make();
    std::string path = folder + "/gate.sock";

    ~Folder() { fs::remove_all(folder); }
    static std::string make() {
        std::string name = fs::temp_directory_path() / "postern-test-XXXXXX";
        BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
        return name;
    }
    Listener bind() const { return Listener::bind({.path = path, .group = ""}); }
    mode_t mode() const {
        struct stat found {};
        return lstat(path.c_str(), &found) == 0 ? found.st_mode & 07777 : 0;
    }
};

/// 0, or the errno of the connect.
int connect_to(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    const int result = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const int error = result == 0 ? 0 : errno;
    close(fd);
    return error;
}

template <class Function>
std::string message_of(Function function) {
    try {
        function();
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "(no exception)";
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// Runs `function` in a child whose descriptor 3 is `fd` and whose environment is as systemd's.
template <class Function>
int in_activated_child(int fd, const char* names, Function function) {
    Child child{[&] {
        dup2(fd, 3);
        setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
        setenv("LISTEN_FDS", "2", 1);
        setenv("LISTEN_FDNAMES", names, 1);
        return function();
    }};
    return child.wait_for_end();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(listener_tests, Folder)

BOOST_AUTO_TEST_CASE(bind_makes_a_socket_that_can_be_connected_to) {
    const auto listener = bind();
    BOOST_TEST(connect_to(path) == 0);
}

BOOST_AUTO_TEST_CASE(bind_makes_a_close_on_exec_and_non_blocking_socket) {
    const auto listener = bind();
    BOOST_TEST((fcntl(listener.fd(), F_GETFD) & FD_CLOEXEC) != 0);
    BOOST_TEST((fcntl(listener.fd(), F_GETFL) & O_NONBLOCK) != 0);
}

BOOST_AUTO_TEST_CASE(bind_sets_the_mode_whatever_the_umask_and_leaves_the_umask) {
    const mode_t before = umask(0);
    const auto open = Listener::bind({.path = path, .group = "", .mode = 0600});
    BOOST_TEST(mode() == 0600u);
    BOOST_TEST(umask(0777) == 0u);
    const auto closed = Listener::bind({.path = path + "2", .group = "", .mode = 0660});
    BOOST_TEST(umask(before) == 0777u);
    struct stat found {};
    BOOST_REQUIRE(lstat((path + "2").c_str(), &found) == 0);
    BOOST_TEST((found.st_mode & 07777) == 0660u);
}

BOOST_AUTO_TEST_CASE(bind_gives_the_socket_to_the_group) {
    const auto* group = getgrgid(getegid());
    BOOST_REQUIRE(group != nullptr);
    const auto listener = Listener::bind({.path = path, .group = group->gr_name});
    struct stat found {};
    BOOST_REQUIRE(lstat(path.c_str(), &found) == 0);
    BOOST_TEST(found.st_gid == getegid());
}

BOOST_AUTO_TEST_CASE(bind_replaces_a_stale_socket) {
    Child crashed{[this] {
        const auto listener = bind();
        _exit(0);
        return 0;
    }};
    BOOST_TEST(crashed.wait_for_end() == 0);
    BOOST_TEST(connect_to(path) == ECONNREFUSED);
    const auto listener = bind();
    BOOST_TEST(connect_to(path) == 0);
}

BOOST_AUTO_TEST_CASE(bind_refuses_a_socket_that_is_served) {
    const auto listener = bind();
    BOOST_TEST(contains(message_of([this] { bind(); }), "is in use"));
    BOOST_TEST(connect_to(path) == 0);
}

BOOST_AUTO_TEST_CASE(bind_refuses_a_path_that_is_not_a_socket) {
    std::ofstream{path} << "precious";
    BOOST_TEST(contains(message_of([this] { bind(); }), "is no socket"));
    BOOST_TEST(fs::file_size(path) == 8u);
}

BOOST_AUTO_TEST_CASE(bind_refuses_a_path_that_is_too_long_or_empty) {
    path = folder + "/" + std::string(120, 'x');
    BOOST_TEST(contains(message_of([this] { bind(); }), "1 to 107 characters"));
    path = "";
    BOOST_TEST(contains(message_of([this] { bind(); }), "1 to 107 characters"));
}

BOOST_AUTO_TEST_CASE(bind_says_what_to_do_when_the_folder_is_missing) {
    path = folder + "/missing/gate.sock";
    BOOST_TEST(contains(message_of([this] { bind(); }), "does its folder exist"));
}

BOOST_AUTO_TEST_CASE(bind_names_an_unknown_group_and_leaves_no_socket) {
    const auto message =
        message_of([this] { Listener::bind({.path = path, .group = "no-such-group-here"}); });
    BOOST_TEST(contains(message, "no group 'no-such-group-here'"));
    BOOST_TEST(!fs::exists(path));
}

BOOST_AUTO_TEST_CASE(bind_says_what_to_do_when_it_cannot_change_the_sockets_group) {
    const auto* nobody = getpwnam("nobody");
    BOOST_REQUIRE(nobody != nullptr);
    fs::permissions(folder, fs::perms::all);
    Child child{[&] {
        // As an ordinary user, even if root runs the tests.
        if (geteuid() == 0 && (setgroups(0, nullptr) != 0 || setgid(nobody->pw_gid) != 0 ||
                               setuid(nobody->pw_uid) != 0))
            return 1;
        const auto message = message_of([&] { Listener::bind({.path = path, .group = "shadow"}); });
        return contains(message, "make this user a member of that group") ? 0 : 2;
    }};
    BOOST_TEST(child.wait_for_end() == 0);
}

BOOST_AUTO_TEST_CASE(a_listener_removes_its_path_when_destroyed) {
    { const auto listener = bind(); }
    BOOST_TEST(!fs::exists(path));
}

BOOST_AUTO_TEST_CASE(a_listener_leaves_its_path_when_it_ends_in_another_process) {
    auto listener = bind();
    Child child{[&] {
        { const auto ends_here = std::move(listener); }
        return 0;
    }};
    BOOST_TEST(child.wait_for_end() == 0);
    BOOST_TEST(connect_to(path) == 0);
}

// --- inherited --------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(inherit_finds_nothing_without_the_protocol) {
    BOOST_TEST(!Listener::inherit("gate").has_value());
}

BOOST_AUTO_TEST_CASE(inherit_finds_the_descriptor_of_this_name) {
    const auto listener = bind();
    const auto status = in_activated_child(listener.fd(), "gate:portal", [] {
        const auto inherited = Listener::inherit("gate");
        if (!inherited || inherited->fd() != 3) return 1;
        if ((fcntl(3, F_GETFD) & FD_CLOEXEC) == 0) return 2;
        return (fcntl(3, F_GETFL) & O_NONBLOCK) != 0 ? 0 : 3;
    });
    BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(inherit_finds_nothing_under_another_name) {
    const auto listener = bind();
    const auto status = in_activated_child(listener.fd(), "gate:portal", [] {
        return Listener::inherit("courier") || Listener::inherit("") ? 1 : 0;
    });
    BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(inherit_ignores_descriptors_for_another_process) {
    const auto listener = bind();
    const auto status = in_activated_child(listener.fd(), "gate", [] {
        setenv("LISTEN_PID", std::to_string(getppid()).c_str(), 1);
        return Listener::inherit("gate") ? 1 : 0;
    });
    BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(inherit_refuses_a_descriptor_that_is_not_a_listening_socket) {
    const int fd = open("/dev/null", O_RDONLY);
    const auto status = in_activated_child(fd, "gate", [] {
        const auto message = message_of([] { Listener::inherit("gate"); });
        return contains(message, "no listening unix stream socket") ? 0 : 1;
    });
    close(fd);
    BOOST_TEST(status == 0);
}

// --- peers ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(peer_uids_are_the_callers_own_and_those_of_known_users) {
    const auto* nobody = getpwnam("nobody");
    BOOST_REQUIRE(nobody != nullptr);
    BOOST_TEST((peer_uids({}) == std::set<uid_t>{geteuid()}));
    BOOST_TEST(
        (peer_uids({"nobody", "no-such-user-here"}) == std::set<uid_t>{geteuid(), nobody->pw_uid}));
}

BOOST_AUTO_TEST_SUITE_END()
