// A forked child of a test: runs a function and leaves by _exit; told and heard through pipes.
#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <iostream>
#include <stdexcept>

namespace postern::test {

/// One direction of talk between processes: say() wakes one hear().
class Signalling {
public:
    Signalling() {
        if (pipe(ends_.data()) != 0) throw std::runtime_error{"pipe"};
    }
    ~Signalling() {
        close(ends_[0]);
        close(ends_[1]);
    }
    Signalling(const Signalling&) = delete;
    Signalling& operator=(const Signalling&) = delete;

    void say() const {
        const char byte = 1;
        if (write(ends_[1], &byte, 1) != 1) _exit(99);
    }
    void hear() const {
        char byte = 0;
        if (read(ends_[0], &byte, 1) != 1) _exit(98);
    }

private:
    std::array<int, 2> ends_{};
};

class Child {
public:
    template <class Function>
    explicit Child(Function function) : pid_{flush_and_fork()} {
        if (pid_ == 0) {
            alarm(20);  // never outlive the test run
            _exit(function());
        }
    }
    ~Child() {
        if (pid_ > 0) kill_and_wait();
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    pid_t pid() const { return pid_; }
    void kill_and_wait() {
        kill(pid_, SIGKILL);
        wait_for_end();
    }
    /// The exit status, or minus the signal that ended it.
    int wait_for_end() {
        int status = 0;
        waitpid(pid_, &status, 0);
        pid_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

private:
    /// What waits in a buffer would be written by both.
    static pid_t flush_and_fork() {
        std::cout.flush();
        std::fflush(nullptr);
        return fork();
    }

    pid_t pid_;
};

}  // namespace postern::test
