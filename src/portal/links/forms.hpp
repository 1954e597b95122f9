/// forms: what the pages of links send.
///
/// Each parse() fails only as http::Form does; absent fields are empty.
#pragma once

#include <optional>
#include <string>

#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"
#include "postern/http/form.hpp"
#include "postern/model/mail.hpp"

namespace postern::portal::links {

/// `verify_email`, `reset_password` or `deletion_scheduled`: the e-mails that anyone can request.
std::optional<MailKind> parse_asked_mail(std::string_view text) noexcept;

/// Requests an e-mail.
struct AskMailForm {
    std::string email;             ///< as typed
    std::optional<MailKind> what;  ///< empty when it names none that can be requested
    std::string return_link;       ///< as sent: must not be followed until SiteService allows it

    static Result<AskMailForm, http::FormError> parse(const http::Request& request);
};

/// Uses a link.
struct LinkForm {
    Secret token;
    std::string return_link;  ///< as in AskMailForm

    static Result<LinkForm, http::FormError> parse(const http::Request& request);
};

/// Sets a new password through a link.
struct ResetPasswordForm {
    Secret token;
    Secret password;
    std::string return_link;  ///< as in AskMailForm

    static Result<ResetPasswordForm, http::FormError> parse(const http::Request& request);
};

}  // namespace postern::portal::links
