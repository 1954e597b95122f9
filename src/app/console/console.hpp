/// Console: the streams that a command talks over, and how it ends.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <string_view>

#include "postern/json/json.hpp"

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
    bool terminal;          ///< `in` is a terminal: ask, and do not echo passwords
    std::size_t width = 0;  ///< columns of the terminal that `out` is; 0: it is none
    bool color = false;     ///< `out` is a terminal that shows colors
};

/// The console of this process: standard input, output and error. Shows colors unless the variable
/// NO_COLOR is set to something (no-color.org), or TERM says that the terminal has none.
Console process_console();

/// The command cannot do what it was asked; what() is one line for the terminal.
class CommandError : public std::runtime_error {
public:
    CommandError(int status, const std::string& what) : std::runtime_error{what}, status_{status} {}
    int status() const noexcept { return status_; }

private:
    int status_;
};

/// Makes text from outside safe to show on a terminal: each misleading character (control,
/// direction of writing, ...: see is_misleading) and each byte that is not UTF-8 becomes '?'.
std::string printable(std::string_view text);

/// Prints the value, indented. Misleading characters are escaped, which is the same value.
void print_json(std::ostream& out, const json::Json& value);
/// The same on one line.
void print_json_line(std::ostream& out, const json::Json& value);

}  // namespace postern::app
