/// forms: what the pages send on which users change their account.
///
/// Each parse() fails only as http::Form does; absent fields are empty. The services say what is
/// wrong with the values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"
#include "postern/http/form.hpp"
#include "postern/service/account/device_service.hpp"

namespace postern::portal::account {

struct ProfileForm {
    std::string display_name;
    std::string language;
    std::string time_zone;
    std::string given_name{};
    std::string family_name{};
    std::optional<std::string> username{};  ///< nothing: the page has no field for it

    static Result<ProfileForm, http::FormError> parse(const http::Request& request);
};

struct LanguageForm {
    std::string language;
    std::string page;  ///< as sent: where the switch was

    static Result<LanguageForm, http::FormError> parse(const http::Request& request);
};

struct ChangePasswordForm {
    Secret typed;

    static Result<ChangePasswordForm, http::FormError> parse(const http::Request& request);
};

struct ChangeEmailForm {
    std::string email;

    static Result<ChangeEmailForm, http::FormError> parse(const http::Request& request);
};

struct DeleteAccountForm {
    bool sure;  ///< the box is ticked

    static Result<DeleteAccountForm, http::FormError> parse(const http::Request& request);
};

/// `others`, `everywhere` or a session's id; nothing for anything else.
std::optional<service::SessionsToEnd> parse_sessions_to_end(std::string_view text);

struct EndSessionsForm {
    std::optional<service::SessionsToEnd> which;  ///< nothing when it names none

    static Result<EndSessionsForm, http::FormError> parse(const http::Request& request);
};

}  // namespace postern::portal::account
