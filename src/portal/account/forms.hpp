/// forms: what the pages send on which somebody changes his account.
///
/// Each parse() fails only as http::Form does; absent fields are empty, and what is wrong with the
/// values is the service's word.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"
#include "postern/http/form.hpp"
#include "postern/service/account/device_service.hpp"

namespace postern::portal {

struct ProfileForm {
    std::string display_name;
    std::string language;
    std::string time_zone;

    static Result<ProfileForm, http::FormError> parse(const http::Request& request);
};

struct ChangePasswordForm {
    Secret present;
    Secret typed;

    static Result<ChangePasswordForm, http::FormError> parse(const http::Request& request);
};

struct ChangeEmailForm {
    std::string email;
    Secret present_password;

    static Result<ChangeEmailForm, http::FormError> parse(const http::Request& request);
};

struct DeleteAccountForm {
    Secret present_password;
    bool sure;  ///< the box is ticked

    static Result<DeleteAccountForm, http::FormError> parse(const http::Request& request);
};

/// `others`, `everywhere` or a session's id; nothing for anything else.
std::optional<service::SessionsToEnd> parse_sessions_to_end(std::string_view text);

struct EndSessionsForm {
    std::optional<service::SessionsToEnd> which;  ///< nothing when it names none
    Secret present_password;

    static Result<EndSessionsForm, http::FormError> parse(const http::Request& request);
};

}  // namespace postern::portal
