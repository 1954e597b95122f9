#include "postern/process/service_manager.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <utility>

#include "postern/base/bytes.hpp"

namespace postern::process {

namespace {

std::string take_variable(const char* name) {
    const char* value = std::getenv(name);
    std::string taken = value == nullptr ? "" : value;
    unsetenv(name);
    return taken;
}

/// Absolute paths, and names without a file (`@name`).
bool is_usable(const std::string& address) {
    return address.size() > 1 && address.size() < sizeof sockaddr_un{}.sun_path &&
           (address.front() == '/' || address.front() == '@');
}

/// How often the watchdog wants to be fed, if it is this process that shall feed it.
std::optional<std::chrono::microseconds> take_watchdog() {
    const auto period = to_number(take_variable("WATCHDOG_USEC"));
    const std::string pid = take_variable("WATCHDOG_PID");
    if (!period || *period == 0) return std::nullopt;
    if (!pid.empty() && to_number(pid) != static_cast<std::uint64_t>(getpid())) return std::nullopt;
    return std::chrono::microseconds{*period};
}

std::string monotonic_microseconds() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

}  // namespace

ServiceManager ServiceManager::from_environment() {
    std::string address = take_variable("NOTIFY_SOCKET");
    const auto watchdog = take_watchdog();
    if (!is_usable(address)) address.clear();
    return ServiceManager{std::move(address), watchdog};
}

ServiceManager::ServiceManager(std::string address,
                               std::optional<std::chrono::microseconds> watchdog)
    : address_{std::move(address)},
      fd_{address_.empty() ? -1 : socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)},
      watchdog_{watchdog} {}

ServiceManager::ServiceManager(ServiceManager&& other) noexcept
    : address_{std::move(other.address_)},
      fd_{std::exchange(other.fd_, -1)},
      watchdog_{other.watchdog_},
      last_fed_{other.last_fed_} {}

ServiceManager::~ServiceManager() {
    if (fd_ >= 0) close(fd_);
}

void ServiceManager::ready(std::string_view status) const {
    send("READY=1\nSTATUS=" + std::string{status});
}

void ServiceManager::reloading() const {
    send("RELOADING=1\nMONOTONIC_USEC=" + monotonic_microseconds() + "\nSTATUS=Reloading");
}

void ServiceManager::stopping() const noexcept { send("STOPPING=1\nSTATUS=Draining"); }

void ServiceManager::alive(MonotonicTime now) noexcept {
    // Three times in each period: one message may come late, and the master turns once a second.
    if (!watchdog_ || (last_fed_ && now - *last_fed_ < *watchdog_ / 3)) return;
    last_fed_ = now;
    send("WATCHDOG=1");
}

void ServiceManager::send(std::string_view message) const noexcept {
    if (fd_ < 0) return;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    address_.copy(address.sun_path, sizeof address.sun_path - 1);
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0';  // a name without a file
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
    sendto(fd_, message.data(), message.size(), MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&address), size);
}

}  // namespace postern::process
