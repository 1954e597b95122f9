#include "postern/service/password/password_problem.hpp"

#include <cstdlib>

namespace postern::service {

namespace {

constexpr std::string_view kPrefix = "password_problems.";

}  // namespace

std::string_view message_key(PasswordProblem problem) {
    switch (problem) {  // no default: a new problem must not compile until it has words
        case PasswordProblem::TooShort:
            return "password_problems.too_short";
        case PasswordProblem::TooLong:
            return "password_problems.too_long";
        case PasswordProblem::NotUtf8:
            return "password_problems.invalid";
        case PasswordProblem::MissingClasses:
            return "password_problems.missing_classes";
        case PasswordProblem::Common:
            return "password_problems.common";
        case PasswordProblem::ContainsContext:
            return "password_problems.contains_context";
        case PasswordProblem::Guessable:
            return "password_problems.guessable";
        case PasswordProblem::Breached:
            return "password_problems.breached";
    }
    std::abort();  // a value outside the enum is a bug
}

std::map<std::string, std::string, std::less<>> message_values(const PasswordNeeds& needs) {
    return {{"MIN_PASSWORD_LENGTH", std::to_string(needs.min_length)},
            {"PASSWORD_CLASSES", std::to_string(needs.classes)}};
}

std::string_view code_of(PasswordProblem problem) {
    return message_key(problem).substr(kPrefix.size());
}

}  // namespace postern::service
