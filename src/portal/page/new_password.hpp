/// NewPasswordView: the field for a new password, on every page that has one.
#pragma once

#include <string>
#include <vector>

#include "portal/page/context.hpp"
#include "portal/page/frame.hpp"
#include "postern/service/password/password_problem.hpp"

namespace postern::portal {

/// What a new password needs, and what is wrong with the one that was typed.
struct NewPasswordView {
    service::PasswordNeeds needs{};
    std::vector<service::PasswordProblem> problems{};
    bool missing = false;              ///< nothing was typed: then that is all that is wrong
    std::vector<std::string> texts{};  ///< of all that is wrong, in the language of the page

    /// Writes the texts of the problems, from the words that the API and the commands use, too.
    void word_problems(const Context& context, const Frame& frame);

    void fill(Fields& fields) const;
};

}  // namespace postern::portal
