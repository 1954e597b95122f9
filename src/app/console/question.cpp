#include "app/console/question.hpp"

#include <istream>
#include <ostream>

namespace postern::app {

std::string ask(Console& console, const std::string& question) {
    console.err << question << std::flush;
    std::string line;
    if (!std::getline(console.in, line))
        throw CommandError{kRefused, "no answer was given; nothing was changed"};
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

void confirm(Console& console, bool yes, const std::string& question, Unasked unasked) {
    if (yes) return;
    if (!console.terminal) {
        if (unasked == Unasked::GoOn) return;
        throw CommandError{kUsage, "give --yes to do this without a question"};
    }
    const std::string answer = ask(console, question + " [y/N] ");
    if (answer != "y" && answer != "Y" && answer != "yes")
        throw CommandError{kRefused, "nothing was changed"};
}

}  // namespace postern::app
