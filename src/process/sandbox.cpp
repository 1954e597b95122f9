// Fatal, by std::system_error: a kernel that will not have the filter; the worker then serves
// nothing. A call that is not allowed arrives as SIGSYS: the handler may use nothing that is not
// async-signal-safe, so the line it writes is made ready beforehand.
#include "postern/process/sandbox.hpp"

#include <fcntl.h>
#include <linux/sockios.h>
#include <malloc.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>

#include "postern/base/sanitizers.hpp"
#include "process/sandbox_calls.hpp"

namespace postern::process {

namespace {

constexpr std::size_t kNames = 512;
constexpr std::size_t kNameBytes = 32;

/// The line of the log, with the two places that only the moment knows, and the calls' names.
struct Report {
    std::array<std::string, 3> parts;
    std::array<std::array<char, kNameBytes>, kNames> names{};
};

Report report;  // of this process

/// Text of a bounded length, put together without any allocation.
class Line {
public:
    void add(std::string_view text) noexcept {
        const auto count = std::min(text.size(), bytes_.size() - size_);
        text.copy(bytes_.data() + size_, count);
        size_ += count;
    }
    void add(unsigned number, int digits) noexcept {
        std::array<char, 10> written{};
        for (int i = digits; i-- > 0; number /= 10)
            written[static_cast<std::size_t>(i)] = static_cast<char>('0' + number % 10);
        add({written.data(), static_cast<std::size_t>(digits)});
    }
    void send() const noexcept { (void)!write(STDERR_FILENO, bytes_.data(), size_); }

private:
    std::array<char, 512> bytes_{};
    std::size_t size_ = 0;
};

void add_time(Line& line) noexcept {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    const std::chrono::sys_seconds second{std::chrono::seconds{now.tv_sec}};
    const auto day = std::chrono::floor<std::chrono::days>(second);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{second - day};
    line.add(static_cast<unsigned>(static_cast<int>(date.year())), 4);
    line.add("-");
    line.add(static_cast<unsigned>(date.month()), 2);
    line.add("-");
    line.add(static_cast<unsigned>(date.day()), 2);
    line.add("T");
    line.add(static_cast<unsigned>(time.hours().count()), 2);
    line.add(":");
    line.add(static_cast<unsigned>(time.minutes().count()), 2);
    line.add(":");
    line.add(static_cast<unsigned>(time.seconds().count()), 2);
    line.add(".");
    line.add(static_cast<unsigned>(now.tv_nsec / 1'000'000), 3);
    line.add("Z");
}

void add_name(Line& line, int call) noexcept {
    const auto number = static_cast<std::size_t>(call);
    if (number < kNames && report.names[number][0] != '\0')
        return line.add(report.names[number].data());
    line.add("number-");
    line.add(static_cast<unsigned>(call), 10);
}

void send_report(int call) noexcept {
    Line line;
    line.add(report.parts[0]);
    add_time(line);
    line.add(report.parts[1]);
    add_name(line, call);
    line.add(report.parts[2]);
    line.send();
}

extern "C" void on_forbidden_call(int, siginfo_t* info, void*) {
    constexpr int kByFilter = 1;  // SYS_SECCOMP, which not every C library names
    if (info->si_code == kByFilter) send_report(info->si_syscall);
    // Never allowed, and SIGSYS is blocked in here: the kernel ends the process for it.
    syscall(SYS_ptrace, 0, 0, 0, 0);
    _exit(128 + SIGSYS);
}

void prepare_report(const SandboxSettings& settings) {
    constexpr std::string_view kTime = "TIME-OF-IT";
    constexpr std::string_view kCall = "NAME-OF-IT";
    const std::string whole =
        log::format_line(settings.log_format, log::Level::Error, settings.role, getpid(), kTime,
                         "forbidden_system_call", {{"call", kCall}}) +
        '\n';
    const auto time = whole.find(kTime);
    const auto call = whole.find(kCall);
    report.parts = {whole.substr(0, time),
                    whole.substr(time + kTime.size(), call - time - kTime.size()),
                    whole.substr(call + kCall.size())};
    for (std::size_t number = 0; number < kNames; ++number) {
        char* name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, static_cast<int>(number));
        if (name == nullptr) continue;
        std::string_view{name}.copy(report.names[number].data(), kNameBytes - 1);
        std::free(name);
    }
}

void handle_forbidden_calls() {
    struct sigaction action {};
    action.sa_sigaction = on_forbidden_call;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSYS, &action, nullptr);
}

void check(int result) {
    if (result < 0)
        throw std::system_error{-result, std::generic_category(),
                                "the kernel refuses the filter of system calls (server.seccomp = "
                                "\"off\" does without)"};
}

class Filter {
public:
    explicit Filter(std::uint32_t otherwise) : filter_{seccomp_init(otherwise)} {
        if (filter_ == nullptr) check(-ENOMEM);
        check(seccomp_attr_set(filter_, SCMP_FLTATR_CTL_TSYNC, 1));
        check(seccomp_attr_set(filter_, SCMP_FLTATR_CTL_OPTIMIZE, 2));
    }
    ~Filter() { seccomp_release(filter_); }
    Filter(const Filter&) = delete;
    Filter& operator=(const Filter&) = delete;

    void allow(const char* name) {
        const int call = seccomp_syscall_resolve_name(name);
        if (call >= 0) check(seccomp_rule_add(filter_, SCMP_ACT_ALLOW, call, 0));
    }
    void allow(const char* name, const scmp_arg_cmp& argument) {
        const int call = seccomp_syscall_resolve_name(name);
        if (call >= 0) check(seccomp_rule_add_array(filter_, SCMP_ACT_ALLOW, call, 1, &argument));
    }
    void load() { check(seccomp_load(filter_)); }

private:
    scmp_filter_ctx filter_;
};

scmp_arg_cmp equals(unsigned argument, scmp_datum_t value) {
    return {argument, SCMP_CMP_EQ, value, 0};
}
scmp_arg_cmp has_only(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
    return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

void allow_memory(Filter& filter, const SandboxSettings& settings) {
    for (const char* name : {"mmap", "mprotect"})
        if (settings.may_open_files)  // a plugin of the database's client may have to be loaded
            filter.allow(name);
        else
            filter.allow(name, has_only(2, PROT_EXEC, 0));
}

void allow_descriptors(Filter& filter, const SandboxSettings& settings) {
    for (const int what : {F_GETFD, F_SETFD, F_GETFL, F_SETFL})
        filter.allow("fcntl", equals(1, static_cast<scmp_datum_t>(what)));
    for (const auto what : {FIONBIO, FIONREAD, TCGETS}) filter.allow("ioctl", equals(1, what));
    filter.allow("prlimit64", equals(2, 0));  // only asks
    if (!settings.may_open_files) return;
    constexpr scmp_datum_t kWriting = O_ACCMODE | O_CREAT | O_TRUNC;
    filter.allow("open", has_only(1, kWriting, O_RDONLY));
    filter.allow("openat", has_only(2, kWriting, O_RDONLY));
    for (const char* name : {"access", "faccessat", "faccessat2", "getdents64", "lstat", "readlink",
                             "readlinkat", "stat", "statx"})
        filter.allow(name);
}

void allow_sockets(Filter& filter, const SandboxSettings& settings) {
    filter.allow("socket", equals(0, AF_UNIX));
    if (!settings.may_use_network) return;
    for (const int family : {AF_INET, AF_INET6, AF_NETLINK})  // the last to sort addresses
        filter.allow("socket", equals(0, static_cast<scmp_datum_t>(family)));
    for (const char* name : {"bind", "recvmmsg"}) filter.allow(name);
}

void load_filter(const SandboxSettings& settings) {
    Filter filter{settings.mode == SandboxMode::Log ? SCMP_ACT_LOG : SCMP_ACT_TRAP};
    for (const char* name : kAllowedCalls) filter.allow(name);
    // abort() of this process, and no signal to another.
    filter.allow("tgkill", equals(0, static_cast<scmp_datum_t>(getpid())));
    allow_memory(filter, settings);
    allow_descriptors(filter, settings);
    allow_sockets(filter, settings);
    filter.load();
}

}  // namespace

void enter_sandbox(const SandboxSettings& wanted) {
    if (wanted.mode == SandboxMode::Off || POSTERN_SANITIZED) return;
    SandboxSettings settings = wanted;
    settings.may_open_files |= settings.may_use_network;  // the resolver's, and certificates
    prepare_report(settings);
    handle_forbidden_calls();
    load_filter(settings);
    // The making of the filter took 100 KiB, as much as all the rest that a worker of its own has.
    malloc_trim(0);
}

}  // namespace postern::process
