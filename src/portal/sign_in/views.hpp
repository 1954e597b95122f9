/// views: what the pages for sign-in, sign-out and registration show; one struct for each template.
///
/// A view holds no wording: it says what is the case, the template says it in words.
#pragma once

#include <string>
#include <string_view>

#include "portal/page/new_password.hpp"
#include "portal/page/profile_fields.hpp"
#include "portal/page/return_to.hpp"

namespace postern::portal::sign_in {

struct SignInView {
    static constexpr std::string_view kTemplate = "sign_in";

    enum class Notice {
        None,
        Registered,
        Waiting,  ///< registered, and somebody must approve it
        SignedOut,
        PasswordReset,
        Expired  ///< the second step took too long
    };
    enum class Problem {
        None,
        Incomplete,
        Stale,
        BadCredentials,
        AccountDisabled,
        TooManyAttempts,    ///< see wait
        Blocked,            ///< only a new password helps
        EmailNotVerified,   ///< the page offers the mail again
        DeletionScheduled,  ///< here, too
        AwaitingApproval,
        PasskeyRefused,
        PasskeyExpired,  ///< what it was to sign is too old
        PasskeyMalformed,
        PasskeysUnavailable,
        Busy
    };

    Frame frame;
    ReturnTo return_to{};
    std::string form_token{};
    std::string email{};
    bool remember = false;
    bool registration_open = false;
    bool mail_enabled = false;
    bool passkeys = false;  ///< can be used here
    Notice notice = Notice::None;
    Problem problem = Problem::None;
    std::string wait{};  ///< `5 minutes`, of TooManyAttempts
    bool email_missing = false;
    bool password_missing = false;

    void fill(Fields& fields) const;
};

struct RegisterView {
    static constexpr std::string_view kTemplate = "register";

    Frame frame;
    ReturnTo return_to{};
    std::string form_token{};
    std::string email{};
    std::string display_name{};
    NewPasswordView new_password{};
    bool bad_email = false;
    bool email_taken = false;
    bool bad_display_name = false;
    bool busy = false;
    bool stale = false;       ///< the form was not taken: its cookie is gone
    std::string wait{};       ///< `5 minutes`; not empty: too many registrations from there
    bool approval = false;    ///< an administrator must approve
    std::string domains{};    ///< `example.org, *.example.org`; empty: any
    bool bad_domain = false;  ///< the address is of none of them
    ProfileFieldsView profile{};
    TermsTickView terms{};

    void fill(Fields& fields) const;
};

struct RegisterClosedView {
    static constexpr std::string_view kTemplate = "register_closed";

    Frame frame;
    bool by_invitation = false;  ///< who was invited can register

    void fill(Fields& fields) const;
};

struct SignOutView {
    static constexpr std::string_view kTemplate = "sign_out";

    Frame frame;
    std::string form_token;
    std::string display_name;
    std::string email;
    ReturnTo return_to{};  ///< of the next sign-in

    void fill(Fields& fields) const;
};

}  // namespace postern::portal::sign_in
