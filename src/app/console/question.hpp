/// question: asks the administrator, on a terminal.
#pragma once

#include <string>

#include "app/console/console.hpp"

namespace postern::app {

/// The answer, one line without its end. Throws CommandError at the end of the input.
std::string ask(Console& console, const std::string& question);

/// What to do when nobody can be asked.
enum class Unasked {
    GoOn,    ///< the command names one thing: scripts have always done this without a question
    Refuse,  ///< it concerns everybody
};

/// Returns once the change is confirmed: by `yes` (the option --yes), or by `y` on a terminal.
/// `question` says what will happen and that it cannot be undone. Throws CommandError otherwise.
void confirm(Console& console, bool yes, const std::string& question, Unasked unasked);

}  // namespace postern::app
