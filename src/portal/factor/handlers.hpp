/// handlers: one function for each row of factor; parse, one service call, answer.
#pragma once

#include "portal/factor/routes.hpp"
#include "portal/factor/ways.hpp"
#include "postern/service/factor/factor_check.hpp"

namespace postern::portal::factor {

using service::CodeKind;

// The step between the password and the session. Without a sign-in that waits, to /login. A visitor
// who cannot be asked for what a page asks for is sent to the page of what they have.

http::Response get_second_factor(const Context& context, const Services& services, Ask ask,
                                 const http::Request& request);
http::Response post_second_factor(const Context& context, const Services& services, Ask ask,
                                  const http::Request& request);
http::Response post_second_passkey(const Context& context, const Services& services,
                                   const http::Request& request);
/// The form again; what was typed is not looked at.
http::Response stale_second_factor(const Context& context, const Services& services, Ask ask,
                                   const http::Request& request);

/// For people who have lost every second factor: asks for the e-mail that begins their reset.
http::Response get_lost_factor(const Context& context, const Services& services,
                               const http::Request& request);
http::Response post_lost_factor(const Context& context, const Services& services,
                                const http::Request& request);
http::Response stale_lost_factor(const Context& context, const Services& services,
                                 const http::Request& request);

// Proving more, or again, in a session that there is.

http::Response get_step_up(const Context& context, const Services& services, Ask ask,
                           const http::Request& request, const SessionWithUser& visitor);
http::Response post_step_up(const Context& context, const Services& services, Ask ask,
                            const http::Request& request, const SessionWithUser& visitor);
http::Response post_step_up_passkey(const Context& context, const Services& services,
                                    const http::Request& request, const SessionWithUser& visitor);

/// The page again, or what it has become meanwhile; what was typed is not looked at.
http::Response stale_step_up(const Context& context, const Services& services, Ask ask,
                             const http::Request& request, const SessionWithUser& visitor);

// What protects the account. What changes it asks for a fresh proof first.

http::Response get_security(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor);

/// On all devices. Asks for no proof: it only makes the account safer.
http::Response post_end_trust(const Context& context, const Services& services,
                              const http::Request& request, const SessionWithUser& visitor);

/// Before the first second factor of an account is added on a new device: `?next=`. Leads on to
/// that page, also when no code is needed.
http::Response get_mailed_code(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor);
/// Sends a code, or takes one.
http::Response post_mailed_code(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor);

/// Before a passkey or security key is added: `?kind=`.
http::Response get_add_passkey(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor);
http::Response post_add_passkey(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor);

/// One passkey or security key; an unknown one leads to /account/security.
http::Response get_passkey(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor);
http::Response post_passkey(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor);
/// The form is on the page of the passkey.
http::Response get_remove_passkey(const Context& context, const http::Request& request);
http::Response post_remove_passkey(const Context& context, const Services& services,
                                   const http::Request& request, const SessionWithUser& visitor);

http::Response get_totp(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor);
/// Shows a fresh key. The address has no page of its own: what is on it is shown once.
http::Response post_totp_setup(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor);
http::Response post_totp(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor);

http::Response get_remove_totp(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor);
http::Response post_remove_totp(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor);

http::Response get_remove_password(const Context& context, const Services& services,
                                   const http::Request& request, const SessionWithUser& visitor);
http::Response post_remove_password(const Context& context, const Services& services,
                                    const http::Request& request, const SessionWithUser& visitor);

http::Response get_recovery_codes(const Context& context, const Services& services,
                                  const http::Request& request, const SessionWithUser& visitor);
http::Response post_recovery_codes(const Context& context, const Services& services,
                                   const http::Request& request, const SessionWithUser& visitor);

}  // namespace postern::portal::factor
