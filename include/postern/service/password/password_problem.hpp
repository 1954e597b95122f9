/// PasswordProblem: what is wrong with a new password.
#pragma once

#include <string_view>

namespace postern::service {

/// Each has words of its own on the page.
enum class PasswordProblem {
    TooShort,
    TooLong,
    NotUtf8,
    MissingClasses,   ///< only where password.require_classes asks for them
    Common,           ///< on the list of common passwords
    ContainsContext,  ///< little more than his name, his address or the name of this service
    Guessable,        ///< below the least strength
    Breached,         ///< on the administrator's list of passwords from breaches
};

/// The word for programs: `too_short`, `common`, ... Never changes.
std::string_view code_of(PasswordProblem problem);

}  // namespace postern::service
