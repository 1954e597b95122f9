#include "app/diagnosis/daemon_checks.hpp"

#include "app/control/control.hpp"
#include "app/diagnosis/socket_access.hpp"
#include "app/wiring/version.hpp"

namespace postern::app {

namespace {

Finding check_version(const std::string& of_daemon) {
    const std::string own{kVersion};
    if (of_daemon == own) return Finding::ok("version", "the daemon and this program are " + own);
    return Finding::warning(
        "version", "the daemon is " + (of_daemon.empty() ? "an older version" : of_daemon) +
                       ", this program is " + own + "; restart it: systemctl restart postern");
}

}  // namespace

std::vector<Finding> check_daemon(const std::string& control_socket) {
    const auto reply = ask_control(control_socket);
    switch (reply.answer) {
        case ControlAnswer::Done:
            return {Finding::ok("daemon", "answers at " + control_socket +
                                              ", and has read the latest revocations"),
                    check_version(reply.version)};
        case ControlAnswer::NoDaemon:
            return {Finding::failed("daemon", "does not run: nobody listens at " + control_socket +
                                                  "; see systemctl status postern")};
        case ControlAnswer::Failed:
            break;
    }
    std::vector<Finding> findings{
        Finding::failed("daemon", "runs, but does not confirm at " + control_socket +
                                      "; it may not reach the database, or you may not ask it (are "
                                      "you root?); see its log")};
    if (!reply.version.empty()) findings.push_back(check_version(reply.version));
    return findings;
}

Finding check_socket(const std::string& name, const std::string& path,
                     const std::optional<std::string>& nginx) {
    if (const auto obstacle = listener_obstacle(path); !obstacle.empty())
        return Finding::failed(name, obstacle + "; is the daemon running?");
    if (!nginx) return Finding::ok(name, path + " answers");
    const auto user = find_system_user(*nginx);
    if (!user)
        return Finding::failed(name, "nginx runs as " + *nginx + ", who does not exist here");
    if (const auto obstacle = socket_obstacle(*user, path); !obstacle.empty())
        return Finding::failed(name, "nginx cannot open it: " + obstacle +
                                         "; see server.socket_group and server.socket_mode");
    return Finding::ok(name, path + " answers, and nginx (" + *nginx + ") can open it");
}

}  // namespace postern::app
