/// recovery_codes: the page that shows fresh recovery codes, the only time that anybody sees them.
#pragma once

#include <string_view>
#include <vector>

#include "portal/factor/views.hpp"
#include "postern/base/secret.hpp"

namespace postern::portal::factor {

struct ShownCodes {
    std::vector<Secret> codes;
    ReturnTo return_to{};
    std::string_view session_token;  ///< that the forms of the page will be sent with
    RecoveryCodesView::Added added = RecoveryCodesView::Added::Nothing;
};

http::Response show_recovery_codes(const Context& context, const http::Request& request,
                                   const User& user, const ShownCodes& shown);

}  // namespace postern::portal::factor
