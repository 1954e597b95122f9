/// sandbox_calls: the system calls that gate and portal workers make, whatever their arguments.
///
/// Found by running the tests under `strace -f -c` and with server.seccomp = "log". Calls that are
/// allowed only with certain arguments are in sandbox.cpp. A name that a machine does not have is
/// passed over.
#pragma once

namespace postern::process {

inline constexpr const char* kAllowedCalls[] = {
    // Memory; mmap and mprotect are looked at more closely.
    "brk",
    "madvise",
    "mremap",
    "munmap",
    // Descriptors that are open, and connections.
    "accept",
    "accept4",
    "close",
    "connect",
    "epoll_create1",
    "epoll_ctl",
    "epoll_pwait",
    "epoll_pwait2",
    "epoll_wait",
    "eventfd2",
    "fstat",
    "getpeername",
    "getsockname",
    "getsockopt",
    "lseek",
    "newfstatat",
    "poll",
    "ppoll",
    "pread64",
    "pwrite64",
    "read",
    "readv",
    "recvfrom",
    "recvmsg",
    "select",
    "sendmmsg",
    "sendmsg",
    "sendto",
    "setsockopt",
    "shutdown",
    "write",
    "writev",
    // Time, threads that are there, and signals to oneself.
    "alarm",
    "clock_getres",
    "clock_gettime",
    "clock_nanosleep",
    "exit",
    "exit_group",
    "futex",
    "getrandom",
    "gettimeofday",
    "nanosleep",
    "restart_syscall",
    "rseq",
    "rt_sigaction",
    "rt_sigprocmask",
    "rseq",
    "rt_sigreturn",
    "sched_yield",
    "set_robust_list",
    "setitimer",
    "time",
    // Who and where one is.
    "getegid",
    "geteuid",
    "getgid",
    "getpid",
    "getppid",
    "gettid",
    "getuid",
    "sched_getaffinity",
    "sysinfo",
    "uname",
};

}  // namespace postern::process
