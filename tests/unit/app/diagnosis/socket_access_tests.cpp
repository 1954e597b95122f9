// Whether nginx's user can open a socket.
#define BOOST_TEST_DYN_LINK
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstring>

#include "app/diagnosis/socket_access.hpp"
#include "support/temporary_folder.hpp"

using namespace postern::app;

namespace {

const SystemUser kStranger{"stranger", 65'533, {65'533}};

/// A socket in a folder that everybody may enter; listens until the end of the scope.
struct Socket {
    Socket() {
        ::chmod(folder.path().c_str(), 0755);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
        BOOST_REQUIRE(
            ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        BOOST_REQUIRE(::listen(descriptor, 1) == 0);
    }
    ~Socket() { ::close(descriptor); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    postern::test::TemporaryFolder folder{};
    std::string path = folder.path() + "/gate.sock";
    int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
};

}  // namespace

BOOST_AUTO_TEST_SUITE(socket_access_tests)

BOOST_AUTO_TEST_CASE(socket_obstacle_names_the_folder_or_socket_that_blocks_access) {
    const Socket socket;
    ::chmod(socket.path.c_str(), 0666);
    BOOST_TEST(socket_obstacle(kStranger, socket.path) == "");
    ::chmod(socket.path.c_str(), 0660);
    BOOST_TEST(socket_obstacle(kStranger, socket.path) ==
               "stranger may not write to " + socket.path);
    ::chmod(socket.path.c_str(), 0666);
    ::chmod(socket.folder.path().c_str(), 0750);
    BOOST_TEST(socket_obstacle(kStranger, socket.path) ==
               "stranger may not enter the folder " + socket.folder.path());
}

BOOST_AUTO_TEST_CASE(socket_obstacle_counts_owner_group_and_root) {
    const Socket socket;
    ::chmod(socket.path.c_str(), 0660);
    const SystemUser owner{"owner", ::getuid(), {65'533}};
    const SystemUser member{"member", 65'533, {65'533, ::getgid()}};
    const SystemUser root{"root", 0, {0}};
    for (const auto& user : {owner, member, root})
        BOOST_TEST(socket_obstacle(user, socket.path) == "", user.name);
}

BOOST_AUTO_TEST_CASE(socket_obstacle_reports_a_missing_path_and_one_that_is_not_a_socket) {
    const Socket socket;
    BOOST_TEST(socket_obstacle(kStranger, socket.folder.path() + "/none") ==
               socket.folder.path() + "/none: No such file or directory");
    BOOST_TEST(socket_obstacle({"root", 0, {0}}, "/dev/null") == "/dev/null is not a socket");
}

BOOST_AUTO_TEST_CASE(listener_obstacle_is_empty_while_a_process_listens) {
    std::string path;
    {
        const Socket socket;
        path = socket.path;
        BOOST_TEST(listener_obstacle(path) == "");
    }
    BOOST_TEST(listener_obstacle(path) == path + ": No such file or directory");
    BOOST_TEST(listener_obstacle(std::string(200, 'a')) ==
               std::string(200, 'a') + ": File name too long");
}

BOOST_AUTO_TEST_CASE(nginx_user_reads_the_directive) {
    BOOST_TEST(nginx_user("user www-data;\nworker_processes auto;\n").value() == "www-data");
    BOOST_TEST(nginx_user("# user nobody;\n  user\tnginx nginx;\r\n").value() == "nginx");
    for (const char* const none : {"", "worker_processes 1;", "users a;", "user ;", "user a"})
        BOOST_TEST(!nginx_user(none).has_value(), none);
}

BOOST_AUTO_TEST_CASE(find_system_user_knows_root_and_no_unknown_user) {
    BOOST_TEST(find_system_user("root").value().uid == 0u);
    BOOST_TEST(!find_system_user("no such user").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
