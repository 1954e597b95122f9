/// forms: what the pages of mails and links send.
#pragma once

#include <optional>
#include <string>

#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"
#include "postern/http/form.hpp"
#include "postern/model/mail.hpp"

namespace postern::portal {

/// `verify_email`, `reset_password` or `deletion_scheduled`: the mails that everybody may ask for.
std::optional<MailKind> parse_asked_mail(std::string_view text) noexcept;

/// Asks for a mail. Each parse() fails only as http::Form does; absent fields are empty.
struct AskMailForm {
    std::string email;             ///< as typed
    std::optional<MailKind> what;  ///< nothing when it names none that may be asked for

    static Result<AskMailForm, http::FormError> parse(const http::Request& request);
};

/// Uses a link.
struct LinkForm {
    Secret token;

    static Result<LinkForm, http::FormError> parse(const http::Request& request);
};

/// Uses a link to a new password.
struct ResetPasswordForm {
    Secret token;
    Secret password;

    static Result<ResetPasswordForm, http::FormError> parse(const http::Request& request);
};

}  // namespace postern::portal
