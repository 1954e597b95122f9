#include "postern/service/password/password_problem.hpp"

#include <cstdlib>

namespace postern::service {

std::string_view code_of(PasswordProblem problem) {
    switch (problem) {
        case PasswordProblem::TooShort:
            return "too_short";
        case PasswordProblem::TooLong:
            return "too_long";
        case PasswordProblem::NotUtf8:
            return "invalid";
        case PasswordProblem::MissingClasses:
            return "missing_classes";
        case PasswordProblem::Common:
            return "common";
        case PasswordProblem::ContainsContext:
            return "contains_context";
        case PasswordProblem::Guessable:
            return "guessable";
        case PasswordProblem::Breached:
            return "breached";
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern::service
