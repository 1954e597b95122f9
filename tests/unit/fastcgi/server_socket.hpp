// A listening unix socket in a temporary folder, and the switch that stops a server, for tests.
#pragma once

#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace postern::test {

class ServerSocket {
public:
    ServerSocket() {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path().copy(address.sun_path, sizeof address.sun_path - 1);
        if (bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
            listen(fd_, 1024) != 0)
            throw std::runtime_error{"cannot listen on " + path()};
    }
    ~ServerSocket() {
        close(fd_);
        std::filesystem::remove_all(folder_);
    }
    ServerSocket(const ServerSocket&) = delete;
    ServerSocket& operator=(const ServerSocket&) = delete;

    std::string path() const { return folder_ + "/socket"; }
    int fd() const { return fd_; }

private:
    static std::string make_folder() {
        std::string name = std::filesystem::temp_directory_path() / "postern-test-XXXXXX";
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error{"mkdtemp"};
        return name;
    }

    std::string folder_ = make_folder();
    int fd_ = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
};

class StopSwitch {
public:
    ~StopSwitch() { close(fd_); }
    int fd() const { return fd_; }
    void press() const { eventfd_write(fd_, 1); }

private:
    int fd_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
};

}  // namespace postern::test
