/// password_prompt: reads a new password, never from the arguments.
#pragma once

#include "app/console/console.hpp"
#include "postern/base/secret.hpp"

namespace postern::app {

/// On a terminal asks twice without echo, else takes the first line of standard input. Throws
/// CommandError when there is none, or when the two differ.
Secret read_new_password(Console& console);

}  // namespace postern::app
