/// handlers: one function for each row of sign_in; parse, one service call, answer.
#pragma once

#include "portal/sign_in/routes.hpp"

namespace postern::portal::sign_in {

/// To the account, or to the sign-in page.
http::Response get_start(const Context& context, const http::Request& request);

/// To the page without the slash behind it, its query kept.
http::Response get_without_slash(const Context& context, const http::Request& request);

/// The sign-in form; visitors who are signed in already are sent on at once.
http::Response get_sign_in(const Context& context, const Services& services,
                           const http::Request& request);
http::Response post_sign_in(const Context& context, const Services& services,
                            const http::Request& request);

/// The form again, with what was typed but the password.
http::Response stale_sign_in(const Context& context, const Services& services,
                             const http::Request& request);

/// The same by a passkey alone, on the same page.
http::Response post_passkey_sign_in(const Context& context, const Services& services,
                                    const http::Request& request);
http::Response stale_passkey_sign_in(const Context& context, const Services& services,
                                     const http::Request& request);

http::Response get_register(const Context& context, const Services& services,
                            const http::Request& request);
http::Response post_register(const Context& context, const Services& services,
                             const http::Request& request);

http::Response stale_register(const Context& context, const Services& services,
                              const http::Request& request);

/// What is wrong with a new password while it is typed, as JSON. Stores and changes nothing.
http::Response post_password_check(const Context& context, const Services& services,
                                   const http::Request& request);

/// Asks first: a link or an image on another site must not sign anyone out. Tells visitors who are
/// signed out already that they are.
/// The next sign-in leads to the link in `rd`.
http::Response get_sign_out(const Context& context, const Services& services,
                            const http::Request& request);
http::Response post_sign_out(const Context& context, const Services& services,
                             const http::Request& request);
/// Asks again, or says that it is done already.
http::Response stale_sign_out(const Context& context, const http::Request& request);

}  // namespace postern::portal::sign_in
