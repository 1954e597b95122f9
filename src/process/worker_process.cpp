#include "process/worker_process.hpp"

#include <cxxabi.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <typeinfo>

#include "postern/base/log.hpp"

namespace postern::process {

namespace {

int stop_fd_of_this_worker = -1;

extern "C" void on_sigterm(int) {
    const int saved_errno = errno;
    eventfd_write(stop_fd_of_this_worker, 1);
    alarm(kOrphanGrace.count());
    errno = saved_errno;
}

void set_handler(int signal, void (*handler)(int)) noexcept {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;  // a library's read in the middle of a request goes on
    sigaction(signal, &action, nullptr);
}

void set_signals() noexcept {
    set_handler(SIGTERM, on_sigterm);
    for (const int signal : {SIGINT, SIGHUP, SIGQUIT, SIGPIPE}) set_handler(signal, SIG_IGN);
    for (const int signal : {SIGCHLD, SIGALRM, SIGUSR1, SIGUSR2}) set_handler(signal, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// The kernel tells this process when its parent ends, also when it had ended before this call.
bool tie_to_master(pid_t master) noexcept {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    return getppid() == master;
}

std::string type_name(const std::exception& error) {
    const char* mangled = typeid(error).name();
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> name{
        abi::__cxa_demangle(mangled, nullptr, nullptr, &status), std::free};
    return name ? name.get() : mangled;
}

int run_logged(const Pool& pool, WorkerContext& context) noexcept {
    try {
        return pool.main(context);
    } catch (const std::exception& error) {
        log::error("worker_failed", {{"type", type_name(error)}, {"reason", error.what()}});
    } catch (...) {
        log::error("worker_failed", {{"type", "unknown"}});
    }
    return 1;
}

}  // namespace

void run_worker(const WorkerStart& start) noexcept {
    stop_fd_of_this_worker = start.context.stop_fd;
    set_signals();
    if (!tie_to_master(start.master)) _exit(1);
    prctl(PR_SET_NAME, ("postern-" + start.pool.name).c_str());
    log::set_role(start.pool.name.c_str());
    if (start.pool.nice != 0) setpriority(PRIO_PROCESS, 0, start.pool.nice);
    const int status = run_logged(start.pool, start.context);
    std::fflush(nullptr);
    _exit(status);
}

}  // namespace postern::process
