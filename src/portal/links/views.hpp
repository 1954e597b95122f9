/// views: what the pages show that lead to mails, and those that the links in mails lead to.
#pragma once

#include <string>
#include <string_view>

#include "portal/page/views.hpp"
#include "postern/model/mail.hpp"

namespace postern::portal {

/// Asks for the address that a mail should go to.
struct AskMailView {
    static constexpr std::string_view kTemplate = "ask_mail";

    Frame frame;
    MailKind what = MailKind::ResetPassword;
    std::string form_token{};
    std::string email{};
    bool bad_email = false;
    std::string wait{};  ///< `5 minutes`; not empty: too many were asked for

    void fill(Fields& fields) const;
};

/// A mail is on its way, if there is anybody to send it to.
struct CheckMailView {
    static constexpr std::string_view kTemplate = "check_mail";

    enum class Why { Registered, Asked };

    Frame frame;
    MailKind what = MailKind::ResetPassword;
    Why why = Why::Asked;
    std::string form_token{};
    std::string email{};

    void fill(Fields& fields) const;
};

/// This server sends no mails.
struct NoMailView {
    static constexpr std::string_view kTemplate = "no_mail";

    Frame frame;

    void fill(Fields& fields) const { frame.fill(fields); }
};

/// Asks for the new password.
struct ResetPasswordView {
    static constexpr std::string_view kTemplate = "reset_password";

    Frame frame;
    std::string form_token{};
    std::string token{};
    std::string email{};  ///< of the account
    NewPasswordView new_password{};
    bool busy = false;

    void fill(Fields& fields) const;
};

/// Says what a link does and asks whether it should.
struct LinkView {
    static constexpr std::string_view kTemplate = "link";

    Frame frame;
    MailTokenKind kind = MailTokenKind::VerifyEmail;
    std::string form_token{};
    std::string token{};
    std::string display_name{};
    std::string email{};

    void fill(Fields& fields) const;
};

/// It did.
struct LinkDoneView {
    static constexpr std::string_view kTemplate = "link_done";

    Frame frame;
    MailTokenKind kind = MailTokenKind::VerifyEmail;

    void fill(Fields& fields) const;
};

/// It does nothing (any more).
struct LinkGoneView {
    static constexpr std::string_view kTemplate = "link_gone";

    Frame frame;
    MailTokenKind kind = MailTokenKind::VerifyEmail;
    bool email_taken = false;  ///< that is why
    bool mail_enabled = true;  ///< a new link can be had

    void fill(Fields& fields) const;
};

}  // namespace postern::portal
