/// operations: one function for each; it parses the request, calls one service and answers.
#pragma once

#include "api/factor/routes.hpp"
#include "postern/model/session.hpp"

namespace postern::api::factor {

// --- proving (proofs.cpp) ------------------------------------------------------------------------

/// Finishes the sign-in whose cookie the request has. Answers as a sign-in without this step.
http::Response post_second_factor(const Context& context, const Services& services,
                                  const http::Request& request);

/// Asks for the e-mail whose link begins to reset lost second factors, for the user of the sign-in
/// whose cookie the request has.
http::Response post_lost_factor(const Context& context, const Services& services,
                                const http::Request& request);

/// Proves more, or the same again, in the caller's session, which gets a new token.
http::Response post_step_up(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& caller);

/// Asks for the e-mail with the code that is needed before the first second factor.
http::Response post_mailed_code(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& caller);

/// Shows the code: the caller's session gets a new token.
http::Response put_mailed_code(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& caller);

// --- passkeys and security keys (passkeys.cpp) ---------------------------------------------------

/// What navigator.credentials.get() must be called with, for everyone. Writes nothing.
http::Response post_passkey_challenge(const Context& context, const Services& services,
                                      const http::Request& request);

/// What navigator.credentials.create() must be called with.
http::Response post_passkey_creation(const Context& context, const Services& services,
                                     const http::Request& request, const SessionWithUser& caller);

/// Adds what the browser has made: from now on it is asked for.
http::Response post_passkey(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& caller);

/// Names a passkey or security key.
http::Response patch_factor(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& caller);

// --- the caller's own factors (factors.cpp) ------------------------------------------------------

http::Response get_factors(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& caller);

/// Begins to set up an authenticator app. The answer is the only one that has its key.
http::Response post_totp(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& caller);

/// The app has shown a right code: from now on it is asked for.
http::Response put_totp(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& caller);

/// Removes an app, a passkey or a security key. Ends all sessions; the caller gets a new one.
http::Response delete_factor(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& caller);

/// Ends the trust in all devices: each is asked for a second factor at its next sign-in.
http::Response delete_trusted_devices(const Context& context, const Services& services,
                                      const http::Request& request, const SessionWithUser& caller);

/// Fresh codes in place of the old ones. The answer is the only one that has them.
http::Response put_recovery_codes(const Context& context, const Services& services,
                                  const http::Request& request, const SessionWithUser& caller);

/// From now on only passkeys sign in.
http::Response delete_password(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& caller);

}  // namespace postern::api::factor
