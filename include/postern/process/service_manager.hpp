/// ServiceManager: tells systemd how the daemon is (the sd_notify protocol), when systemd asked.
///
/// Words and sd_notify's datagrams, nothing else; without $NOTIFY_SOCKET every call does nothing.
/// A message that cannot be sent is dropped: systemd notices by its own time-outs. Never blocks.
/// For the master alone; workers must not speak for it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "postern/process/spawn_policy.hpp"

namespace postern::process {

class ServiceManager {
public:
    /// Takes $NOTIFY_SOCKET, $WATCHDOG_USEC and $WATCHDOG_PID, and removes them from the
    /// environment, so that no child speaks in the master's name.
    static ServiceManager from_environment();

    ServiceManager(ServiceManager&& other) noexcept;
    ServiceManager& operator=(ServiceManager&&) = delete;
    ~ServiceManager();

    /// Serving; `status` is what `systemctl status` shows.
    void ready(std::string_view status) const;
    /// Between two configurations, until ready() is called again.
    void reloading() const;
    void stopping() const noexcept;
    /// The daemon does its work now: feeds the watchdog as often as it wants to be fed.
    void alive(MonotonicTime now) noexcept;

private:
    ServiceManager(std::string address, std::optional<std::chrono::microseconds> watchdog);
    void send(std::string_view message) const noexcept;

    std::string address_;  ///< empty: nobody listens
    int fd_;
    std::optional<std::chrono::microseconds> watchdog_;
    std::optional<MonotonicTime> last_fed_{};
};

}  // namespace postern::process
