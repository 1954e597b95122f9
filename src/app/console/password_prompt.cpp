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

Secret ask(Console& console, const std::string& prompt) {
    const NoEcho no_echo;
    console.err << prompt << std::flush;
    Secret typed = read_line(console.in);
    console.err << '\n';
    return typed;
}

}  // namespace

Secret read_new_password(Console& console, const PasswordAdvice& advice) {
    if (!console.terminal) return read_line(console.in);
    const std::string prompt =
        "New password" + (advice.rule.empty() ? "" : " (" + advice.rule + ")") + ": ";
    for (;;) {
        Secret first = ask(console, prompt);
        const auto problem = advice.problem ? advice.problem(first.reveal()) : std::string{};
        if (!problem.empty()) {
            console.err << problem << " Try again.\n";
            continue;
        }
        const Secret second = ask(console, "Repeat the password: ");
        if (first.reveal() == second.reveal()) return first;
        console.err << "The passwords do not match. Try again.\n";
    }
}

}  // namespace postern::app
