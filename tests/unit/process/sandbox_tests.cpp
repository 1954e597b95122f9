#define BOOST_TEST_DYN_LINK
#include "postern/process/sandbox.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <functional>
#include <string>
#include <thread>

#include "postern/base/sanitizers.hpp"

using namespace postern;
using process::SandboxMode;
using process::SandboxSettings;

#if !POSTERN_SANITIZED

namespace {

struct End {
    int status = 0;      ///< of a clean end
    int signal = 0;      ///< that ended it
    std::string errors;  ///< what it wrote to standard error
};

/// Runs `work` in a child after `before`, in the sandbox from between the two.
End run(const SandboxSettings& settings, const std::function<int()>& work) {
    int ends[2] = {};
    BOOST_REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        const rlimit no_core{0, 0};
        setrlimit(RLIMIT_CORE, &no_core);
        for (const int number : {SIGSYS, SIGABRT}) signal(number, SIG_DFL);  // not Boost.Test's
        process::enter_sandbox(settings);
        _exit(work());
    }
    close(ends[1]);
    End end;
    char piece[512];
    for (ssize_t got = 0; (got = read(ends[0], piece, sizeof piece)) > 0;)
        end.errors.append(piece, static_cast<std::size_t>(got));
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
    if (WIFEXITED(status)) end.status = WEXITSTATUS(status);
    return end;
}

/// The name in the line of the log that a forbidden call left; empty when the process lived on.
std::string killed_by(const SandboxSettings& settings, const std::function<int()>& work) {
    const End end = run(settings, work);
    if (end.signal != SIGSYS) return {};
    const std::string before = R"("event":"forbidden_system_call","call":")";
    const auto at = end.errors.find(before);
    if (at == std::string::npos) return "no line: " + end.errors;
    const auto name = at + before.size();
    return end.errors.substr(name, end.errors.find('"', name) - name);
}

bool lives(const SandboxSettings& settings, const std::function<int()>& work) {
    const End end = run(settings, work);
    return end.signal == 0 && end.status == 0 && end.errors.empty();
}

const SandboxSettings kGate{.role = "gate"};
const SandboxSettings kPortal{.may_open_files = true, .role = "portal"};
const SandboxSettings kRemote{.may_use_network = true, .role = "gate"};

int start_a_program() {
    char name[] = "/bin/true";
    char* arguments[] = {name, nullptr};
    return execve(name, arguments, nullptr);
}
int start_a_thread() {
    std::thread{[] {}}.join();
    return 0;
}
int open_file(int flags) { return open("/dev/null", flags, 0600) < 0; }
int open_socket(int family) { return socket(family, SOCK_STREAM, 0) < 0; }
int map_code() {
    return mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
           MAP_FAILED;
}
int look_into_the_parent() {
    char byte = 0;
    iovec here{&byte, 1};
    return process_vm_readv(getppid(), &here, 1, &here, 1, 0) != 1;
}

/// As a client of a database does it, with whatever the machine's resolver needs for that.
int resolve_names() {
    for (const char* name : {"localhost", "127.0.0.1", "database.invalid"})
        for (const int flags : {0, AI_ADDRCONFIG}) {
            addrinfo hints{};
            hints.ai_flags = flags;
            hints.ai_socktype = SOCK_STREAM;
            addrinfo* found = nullptr;
            if (getaddrinfo(name, "3306", &hints, &found) == 0) freeaddrinfo(found);
        }
    return 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sandbox_tests)

BOOST_AUTO_TEST_CASE(a_worker_can_neither_start_a_program_nor_look_into_another) {
    for (const auto& settings : {kGate, kPortal, kRemote}) {
        BOOST_TEST(killed_by(settings, start_a_program) == "execve");
        BOOST_TEST(killed_by(settings, [] { return fork() < 0; }) == "clone");
        BOOST_TEST(run(settings, start_a_thread).signal ==
                   SIGSYS);  // with signals blocked: no line
        BOOST_TEST(killed_by(settings, look_into_the_parent) == "process_vm_readv");
        BOOST_TEST(killed_by(settings, [] { return static_cast<int>(ptrace(PTRACE_TRACEME)); }) ==
                   "ptrace");
        BOOST_TEST(killed_by(settings, [] { return kill(getppid(), 0); }) == "kill");
    }
}

BOOST_AUTO_TEST_CASE(a_worker_reaches_unix_sockets_and_others_only_for_a_remote_database) {
    for (const auto& settings : {kGate, kPortal}) {
        BOOST_TEST(lives(settings, [] { return open_socket(AF_UNIX); }));
        BOOST_TEST(killed_by(settings, [] { return open_socket(AF_INET); }) == "socket");
        BOOST_TEST(killed_by(settings, [] { return open_socket(AF_INET6); }) == "socket");
    }
    BOOST_TEST(lives(kRemote, [] { return open_socket(AF_INET); }));
    BOOST_TEST(run(kRemote, resolve_names).errors == "");
    BOOST_TEST(killed_by(kRemote, [] { return open_socket(AF_PACKET); }) == "socket");
}

BOOST_AUTO_TEST_CASE(a_gate_worker_opens_no_file_and_no_worker_writes_one) {
    BOOST_TEST(killed_by(kGate, [] { return open_file(O_RDONLY); }) == "openat");
    BOOST_TEST(lives(kPortal, [] { return open_file(O_RDONLY); }));
    for (const int flags : {O_WRONLY, O_RDWR, O_RDONLY | O_CREAT, O_RDONLY | O_TRUNC})
        BOOST_TEST(killed_by(kPortal, [flags] { return open_file(flags); }) == "openat");
    BOOST_TEST(killed_by(kPortal, [] { return unlink("/nonexistent"); }) == "unlink");
    BOOST_TEST(killed_by(kGate, map_code) == "mmap");
}

BOOST_AUTO_TEST_CASE(the_log_line_has_the_usual_form) {
    const auto json = run(kGate, start_a_program).errors;
    BOOST_TEST(json.starts_with(R"({"time":"20)"), json);
    BOOST_TEST(json.find(R"(Z","level":"error","role":"gate","pid":)") == 32u, json);
    BOOST_TEST(json.ends_with(R"("call":"execve"})"
                              "\n"),
               json);
    auto settings = kGate;
    settings.log_format = log::Format::Text;
    const auto text = run(settings, start_a_program).errors;
    BOOST_TEST(text.find("Z error gate[") != std::string::npos, text);
    BOOST_TEST(text.ends_with("forbidden_system_call call=execve\n"), text);
}

BOOST_AUTO_TEST_CASE(sigsys_from_another_process_names_no_call) {
    const End end = run(kGate, [] { return raise(SIGSYS); });
    BOOST_TEST(end.signal == SIGSYS);
    BOOST_TEST(end.errors == "");
}

BOOST_AUTO_TEST_CASE(existing_threads_are_in_the_sandbox_too) {
    int ends[2] = {};
    BOOST_REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    if (child == 0) {
        close(STDERR_FILENO);
        std::thread thread{[&] {
            char go = 0;
            (void)!read(ends[0], &go, 1);
            start_a_program();
        }};
        process::enter_sandbox(kGate);
        (void)!write(ends[1], "g", 1);
        thread.join();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    close(ends[0]);
    close(ends[1]);
    BOOST_TEST(WIFSIGNALED(status));
}

BOOST_AUTO_TEST_CASE(without_the_filter_and_when_only_logging_calls_are_made) {
    for (const auto mode : {SandboxMode::Off, SandboxMode::Log}) {
        auto settings = kGate;
        settings.mode = mode;
        BOOST_TEST(lives(settings, [] { return open_file(O_RDONLY); }));
    }
}

BOOST_AUTO_TEST_CASE(a_broken_invariant_still_aborts) {
    BOOST_TEST(run(kGate, [] {
                   std::abort();
                   return 0;
               }).signal == SIGABRT);
}

BOOST_AUTO_TEST_SUITE_END()

#endif
