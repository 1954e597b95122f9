/// command_text: the command that does what a page does, ready to be pasted into a shell.
#pragma once

#include <string>
#include <string_view>

namespace postern::portal::admin {

/// The text as one word of a POSIX shell, between apostrophes where it needs them. Control
/// characters become spaces: a word that is pasted never ends a line.
std::string shell_word(std::string_view text);

/// `postern audit` -> `postern audit --event sign_in`; the command as it is for an empty value.
std::string with_option(std::string command, std::string_view option, std::string_view value);

}  // namespace postern::portal::admin
