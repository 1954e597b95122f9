// A forked child that runs one machine instruction at a time, so that a test can look at shared
// memory, interfere, or kill, between any two instructions.
#pragma once

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <stdexcept>

namespace postern::test {

class SteppedChild {
public:
    /// `prepare` runs at full speed, then `stepped` step by step. Throws std::runtime_error when
    /// the system does not let one process trace another.
    template <class Prepare, class Stepped>
    SteppedChild(Prepare prepare, Stepped stepped) : pid_{flush_and_fork()} {
        if (pid_ == 0) {
            alarm(60);  // never outlive the test run
            prepare();
            if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(97);
            raise(SIGSTOP);
            stepped();
            _exit(0);
        }
        if (!has_stopped()) throw std::runtime_error{"cannot trace a child"};
    }
    ~SteppedChild() { kill_and_wait(); }
    SteppedChild(const SteppedChild&) = delete;
    SteppedChild& operator=(const SteppedChild&) = delete;

    pid_t pid() const { return pid_; }

    /// Runs one instruction; false when the child has ended.
    bool step() {
        ptrace(PTRACE_SINGLESTEP, pid_, nullptr, nullptr);
        return has_stopped();
    }

    void kill_and_wait() {
        if (pid_ <= 0) return;
        kill(pid_, SIGKILL);
        while (has_stopped()) {
        }
    }

private:
    static pid_t flush_and_fork() {
        std::cout.flush();
        std::fflush(nullptr);
        return fork();
    }

    bool has_stopped() {
        int status = 0;
        if (waitpid(pid_, &status, 0) == pid_ && WIFSTOPPED(status)) return true;
        pid_ = 0;
        return false;
    }

    pid_t pid_;
};

/// Runs `stepped` in a child, and `look` in this process after each of its instructions. Returns
/// how many there were.
template <class Stepped, class Look>
int at_every_instruction(Stepped stepped, Look look) {
    SteppedChild child{[] {}, stepped};
    int steps = 0;
    do {
        look();
        ++steps;
    } while (child.step());
    return steps;
}

}  // namespace postern::test
