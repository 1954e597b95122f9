/// views: what the pages show that send e-mails with links, and the pages of those links.
#pragma once

#include <string>
#include <string_view>

#include "portal/page/new_password.hpp"
#include "portal/page/return_to.hpp"
#include "postern/model/mail.hpp"

namespace postern::portal::links {

/// Asks for the address to which an e-mail should go.
struct AskMailView {
    static constexpr std::string_view kTemplate = "ask_mail";

    Frame frame;
    MailKind what = MailKind::ResetPassword;
    std::string form_token{};
    std::string email{};
    ReturnTo return_to{};
    bool stale = false;  ///< the form was not taken: its cookie is gone
    bool bad_email = false;
    std::string wait{};  ///< `5 minutes`; not empty: too many requests

    void fill(Fields& fields) const;
};

/// This server sends no e-mails.
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
    ReturnTo return_to{};
    bool busy = false;
    bool stale = false;  ///< the form was not taken: its cookie is gone

    void fill(Fields& fields) const;
};

/// Says what a link does and asks for consent.
struct LinkView {
    static constexpr std::string_view kTemplate = "link";

    Frame frame;
    MailTokenKind kind = MailTokenKind::VerifyEmail;
    std::string form_token{};
    std::string token{};
    std::string display_name{};
    std::string email{};
    ReturnTo return_to{};
    bool stale = false;  ///< the form was not taken: its cookie is gone

    void fill(Fields& fields) const;
};

/// The link has done it.
struct LinkDoneView {
    static constexpr std::string_view kTemplate = "link_done";

    Frame frame;
    MailTokenKind kind = MailTokenKind::VerifyEmail;
    ReturnTo return_to{};

    void fill(Fields& fields) const;
};

/// The link does nothing, or no longer.
struct LinkGoneView {
    static constexpr std::string_view kTemplate = "link_gone";

    Frame frame;
    MailTokenKind kind = MailTokenKind::VerifyEmail;
    bool email_taken = false;  ///< the reason
    bool mail_enabled = true;  ///< the page offers a new link

    void fill(Fields& fields) const;
};

}  // namespace postern::portal::links
