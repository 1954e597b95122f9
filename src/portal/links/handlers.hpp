/// handlers: the pages that lead to mails, and those that the links in mails lead to.
///
/// GET looks at a link and changes nothing, so that programs that fetch the links in a mail do no
/// harm; only the form on the page uses it.
#pragma once

#include "portal/links/views.hpp"
#include "portal/page/context.hpp"
#include "postern/model/mail.hpp"

namespace postern::portal {

/// GET /forgot-password and /resend.
struct GetAskMail {
    Context context;
    std::optional<MailKind> what;  ///< nothing: the query says
    http::Response operator()(const http::Request& request) const;
};

/// The answer is the same for every address, whether or not anybody has it.
struct PostAskMail {
    Context context;
    std::optional<MailKind> what;  ///< nothing: the form says
    http::Response operator()(const http::Request& request) const;
};

struct GetResetPassword {
    Context context;
    http::Response operator()(const http::Request& request) const;
};

struct PostResetPassword {
    Context context;
    http::Response operator()(const http::Request& request) const;
};

/// GET /verify-email, /confirm-email, /undo-email and /keep-account.
struct GetLink {
    Context context;
    MailTokenKind kind;
    http::Response operator()(const http::Request& request) const;
};

struct PostLink {
    Context context;
    MailTokenKind kind;
    http::Response operator()(const http::Request& request) const;
};

/// Where PostLink leads: a page that may be loaded again.
struct GetLinkDone {
    Context context;
    MailTokenKind kind;
    http::Response operator()(const http::Request& request) const;
};

/// Says that a mail is on its way. `view` without its form's token.
http::Response show_check_mail(const Context& context, const http::Request& request,
                               CheckMailView view);

/// 410, or 409 when another account has the address: why a link does nothing, and what to do.
http::Response link_gone(const Context& context, const http::Request& request, MailTokenKind kind,
                         service::LinkError error);

}  // namespace postern::portal
