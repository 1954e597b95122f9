/// handlers: one function for each row of links; parse, one service call, answer.
#pragma once

#include <optional>

#include "portal/links/routes.hpp"
#include "postern/model/mail.hpp"

namespace postern::portal::links {

/// `what`: which e-mail; without it, the query says.
http::Response get_ask_mail(const Context& context, const Services& services,
                            std::optional<MailKind> what, const http::Request& request);
/// The form again, with what was typed.
http::Response stale_ask_mail(const Context& context, const Services& services,
                              std::optional<MailKind> what, const http::Request& request);

/// The answer is the same for every address, whether or not it has an account. `what`: which
/// e-mail; without it, the form says.
http::Response post_ask_mail(const Context& context, const Services& services,
                             std::optional<MailKind> what, const http::Request& request);

http::Response get_reset_password(const Context& context, const Services& services,
                                  const http::Request& request);
http::Response post_reset_password(const Context& context, const Services& services,
                                   const http::Request& request);

http::Response stale_reset_password(const Context& context, const Services& services,
                                    const http::Request& request);

/// `kind`: of every link but ResetPassword, which has pages of its own.
http::Response get_link(const Context& context, const Services& services, MailTokenKind kind,
                        const http::Request& request);
http::Response post_link(const Context& context, const Services& services, MailTokenKind kind,
                         const http::Request& request);

http::Response stale_link(const Context& context, const Services& services, MailTokenKind kind,
                          const http::Request& request);

/// Where post_link() leads: a page that can be reloaded.
http::Response get_link_done(const Context& context, const Services& services, MailTokenKind kind,
                             const http::Request& request);

}  // namespace postern::portal::links
