/// check_mail: the page that says that an e-mail is on its way.
#pragma once

#include <string>
#include <string_view>

#include "portal/page/return_to.hpp"
#include "postern/model/mail.hpp"

namespace postern::portal {

/// The same whether or not there is anyone to send the e-mail to.
struct CheckMailView {
    static constexpr std::string_view kTemplate = "check_mail";

    enum class Why { Registered, Asked };

    Frame frame;
    MailKind what = MailKind::ResetPassword;
    Why why = Why::Asked;
    std::string form_token{};
    std::string email{};
    ReturnTo return_to{};
    bool approval = false;  ///< an administrator must approve, too

    void fill(Fields& fields) const;
};

/// Sets the view's form token.
http::Response show_check_mail(const Context& context, const http::Request& request,
                               CheckMailView view);

}  // namespace postern::portal
