/// Progress: says on standard error how far a long command is: every second on a terminal, else
/// every ten seconds.
#pragma once

#include <chrono>
#include <cstddef>
#include <iosfwd>

namespace postern::app {

class Progress {
public:
    /// `err` must outlive it.
    explicit Progress(std::ostream& err);

    /// `doing` is a word such as "Imported", `count` how many so far. Cheap: call it for each.
    void report(const char* doing, std::size_t count);
    /// Ends the line on a terminal, if there is one.
    void end();

private:
    std::ostream& err_;
    bool terminal_;
    bool reported_ = false;
    std::chrono::steady_clock::time_point next_;
};

}  // namespace postern::app
