/// Console: the streams that a command talks over, and how it ends.
#pragma once

#include <iosfwd>
#include <stdexcept>
#include <string>
#include <string_view>

namespace postern::app {

/// Exit statuses, the same for all commands.
inline constexpr int kDone = 0;
inline constexpr int kRefused = 1;      ///< bad input, not found, already there
inline constexpr int kUsage = 2;        ///< wrong arguments
inline constexpr int kUnavailable = 3;  ///< the database, or something else needed, cannot be used

struct Console {
    std::istream& in;
    std::ostream& out;
    std::ostream& err;
    bool terminal;  ///< `in` is a terminal: ask, and do not echo passwords
};

/// The command cannot do what it was asked; what() is one line for the terminal.
class CommandError : public std::runtime_error {
public:
    CommandError(int status, const std::string& what) : std::runtime_error{what}, status_{status} {}
    int status() const noexcept { return status_; }

private:
    int status_;
};

/// Makes text from outside safe to show on a terminal: control characters become '?'.
std::string printable(std::string_view text);

}  // namespace postern::app
