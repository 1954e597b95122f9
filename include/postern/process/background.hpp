/// Background: makes this process yield to all others of the machine, not only to its siblings.
///
/// Where the kernel shares the CPU by session first (autogroup, the default of most distributions),
/// a nice value counts only inside the own session: a nice process of a busy daemon still takes as
/// much as nginx gets. So a process with a positive nice value gets a session of its own here, and
/// that session the same nice value. Where there is no autogroup, nothing is lost.
#pragma once

namespace postern::process {

class Background {
public:
    /// Leaves the master's session, when this process is nice; it must not lead one yet.
    Background() noexcept;
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    /// Asks the kernel for the session's nice value until it has been given: an unprivileged user
    /// gets one such wish in 100 ms, over all processes. Cheap afterwards; meant to be called
    /// before each piece of work. Never blocks.
    void settle() noexcept {
        if (!settled_) ask();
    }

private:
    void ask() noexcept;

    int nice_;
    bool settled_;
    int file_ = -1;  ///< the kernel's file for the session's nice value
};

}  // namespace postern::process
