/// stage: the frame that all samples of the console stand in.
#pragma once

#include <string>
#include <utility>

#include "portal/admin/frame/admin_frame.hpp"
#include "portal/sample/sample.hpp"

namespace postern::portal::sample {

/// Whom the pages about one user are about. The administrator is kEmail.
inline constexpr const char* kUserId = "k3Qd0mR7SgS2bqvT1yUe5w";
inline constexpr const char* kUserName = "Ben Sample";
inline constexpr const char* kUserEmail = "ben@example.org";

/// As an administrator sees it who may open and change everything. `command`: that does the same
/// as the page, such as `postern user list`; empty: none does.
inline admin::AdminFrame console(const Stage& stage, admin::AdminPage page,
                                 std::string command = {}) {
    using admin::AdminPage;
    admin::AdminFrame frame{stage.frame};
    frame.form_token = kFormToken;
    frame.page = page;
    for (auto item = AdminPage::Overview; item <= AdminPage::Look;
         item = static_cast<AdminPage>(static_cast<int>(item) + 1))
        frame.menu.add(item);
    frame.may_write = true;
    frame.command = std::move(command);
    return frame;
}

}  // namespace postern::portal::sample
