/// views: what each page shows, as plain values; one struct per template.
///
/// A view holds no wording: it says what is the case, the template says it in words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "postern/http/pipeline.hpp"
#include "postern/service/password/password_service.hpp"
#include "postern/text/fields.hpp"

namespace postern::portal {

using text::Fields;

/// What every page has.
struct Frame {
    std::string base_path;   ///< in front of every link: "" or "/auth"
    std::string language{};  ///< of the page, one of the catalogue's

    void fill(Fields& fields) const;
};

/// Where a form leads afterwards; empty when nowhere in particular. Allowed links only.
struct ReturnTo {
    std::string link;
    std::string origin;  ///< of the link, for the page's policy
    std::string host;    ///< with the port where it is unusual; shown to people

    void fill(Fields& fields) const;
};

struct SignInView {
    static constexpr std::string_view kTemplate = "sign_in";

    enum class Notice { None, Registered, SignedOut, PasswordReset };
    enum class Problem {
        None,
        Incomplete,
        BadCredentials,
        AccountDisabled,
        TooManyAttempts,    ///< see wait
        Blocked,            ///< only a new password helps
        EmailNotVerified,   ///< the page offers the mail again
        DeletionScheduled,  ///< so it does here
        Busy
    };

    Frame frame;
    ReturnTo return_to{};
    std::string form_token{};
    std::string email{};
    bool remember = false;
    bool registration_open = false;
    bool mail_enabled = false;
    Notice notice = Notice::None;
    Problem problem = Problem::None;
    std::string wait{};  ///< `5 minutes`, of TooManyAttempts
    bool email_missing = false;
    bool password_missing = false;

    void fill(Fields& fields) const;
};

/// What is asked of a new password, and what is wrong with the one that was typed.
struct NewPasswordView {
    service::PasswordNeeds needs{};
    std::vector<service::PasswordProblem> problems{};

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
    std::string wait{};  ///< `5 minutes`; not empty: too many accounts were made from there

    void fill(Fields& fields) const;
};

struct RegisterClosedView {
    static constexpr std::string_view kTemplate = "register_closed";

    Frame frame;

    void fill(Fields& fields) const { frame.fill(fields); }
};

struct SignOutView {
    static constexpr std::string_view kTemplate = "sign_out";

    Frame frame;
    std::string form_token;
    std::string display_name;
    std::string email;

    void fill(Fields& fields) const;
};

struct ErrorView {
    static constexpr std::string_view kTemplate = "error";

    Frame frame;
    http::PipelineError error = http::PipelineError::Internal;
    std::string request_id{};

    void fill(Fields& fields) const;
};

}  // namespace postern::portal
