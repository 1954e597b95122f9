#include "app/console/password_prompt.hpp"

#include <istream>
#include <ostream>
#include <utility>

#include <termios.h>
#include <unistd.h>

namespace postern::app {

namespace {

/// Disables the terminal's echo while it exists.
class NoEcho {
public:
    NoEcho() {
        if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
    }
    ~NoEcho() {
        if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    NoEcho(const NoEcho&) = delete;
    NoEcho& operator=(const NoEcho&) = delete;

private:
    termios before_{};
    bool changed_ = false;
};

Secret read_line(std::istream& in) {
    std::string line;
    if (!std::getline(in, line)) throw CommandError{kRefused, "no password was given"};
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return Secret{std::move(line)};
}

Secret ask(Console& console, const char* prompt) {
    const NoEcho no_echo;
    console.err << prompt << std::flush;
    Secret typed = read_line(console.in);
    console.err << '\n';
    return typed;
}

}  // namespace

Secret read_new_password(Console& console) {
    if (!console.terminal) return read_line(console.in);
    Secret first = ask(console, "New password: ");
    const Secret second = ask(console, "Repeat the password: ");
    if (first.reveal() != second.reveal())
        throw CommandError{kRefused, "the passwords do not match; nothing was changed"};
    return first;
}

}  // namespace postern::app
