/// PasswordProblem: what is wrong with a new password, and where its words are.
///
/// The words themselves are in the catalogue only: pages, API, CLI and e-mails say the same
/// sentence, `catalogue.text(language, message_key(problem), message_values(needs))`.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace postern::service {

/// What every new password needs.
struct PasswordNeeds {
    std::size_t min_length = 15;  ///< code points after normalization
    std::uint32_t classes = 0;    ///< of lowercase letters, uppercase letters, digits, others
};

enum class PasswordProblem {
    TooShort,
    TooLong,
    NotUtf8,
    MissingClasses,   ///< only where password.require_classes asks for them
    Common,           ///< on the list of common passwords
    ContainsContext,  ///< little more than the user's name, address or the name of this service
    Guessable,        ///< below the minimum strength
    Breached,         ///< on the administrator's list of passwords from breaches
};

/// Its key in the catalogue: `password_problems.too_short`, `password_problems.common`, ...
std::string_view message_key(PasswordProblem problem);

/// The values that stand in those texts: MIN_PASSWORD_LENGTH and PASSWORD_CLASSES.
std::map<std::string, std::string, std::less<>> message_values(const PasswordNeeds& needs);

/// The code for programs, the last part of the key: `too_short`, `common`, ... Never changes.
std::string_view code_of(PasswordProblem problem);

}  // namespace postern::service
