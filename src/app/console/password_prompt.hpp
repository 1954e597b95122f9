/// password_prompt: reads a new password, never from the arguments.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "app/console/console.hpp"
#include "postern/base/secret.hpp"

namespace postern::app {

/// What a new password must be, for the prompt on a terminal.
struct PasswordAdvice {
    std::string rule{};  ///< `at least 15 characters`
    /// What is wrong with a password, in words; empty: nothing. Not set: anything is accepted.
    std::function<std::string(std::string_view)> problem{};
};

/// On a terminal states the rule, asks twice without echo, and asks again after a password that has
/// a problem or was not repeated; else takes the first line of standard input as it is. Throws
/// CommandError when there is none.
Secret read_new_password(Console& console, const PasswordAdvice& advice);

}  // namespace postern::app
