/// NewPasswordView: the field for a new password, on every page that has one.
#pragma once

#include <vector>

#include "portal/page/frame.hpp"
#include "postern/service/password/password_problem.hpp"

namespace postern::portal {

/// What a new password needs, and what is wrong with the one that was typed.
struct NewPasswordView {
    service::PasswordNeeds needs{};
    std::vector<service::PasswordProblem> problems{};

    void fill(Fields& fields) const;
};

}  // namespace postern::portal
