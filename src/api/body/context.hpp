/// Context: what every operation of the API needs, whichever room it is in, and what it asks about
/// a request.
///
/// References and settings only: each route row holds a copy. A service that only some operations
/// need belongs in their room's Services instead.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/http/problem.hpp"
#include "postern/http/request.hpp"
#include "postern/http/session_cookie.hpp"
#include "postern/model/session.hpp"
#include "postern/service/audit/client.hpp"
#include "postern/service/password/password_problem.hpp"
#include "postern/text/catalogue.hpp"

namespace postern::service {
class PersonalTokenService;
class SessionService;
class TokenService;
struct OpenedSession;
}  // namespace postern::service

namespace postern::api {

struct Context {
    const service::SessionService& sessions;
    const service::TokenService& tokens;
    const service::PersonalTokenService& personal_tokens;
    const http::SessionCookies& cookies;
    const text::Catalogue& catalogue;
    std::string language;
    service::PasswordNeeds password_needs;
    bool has_passkeys;  ///< whether they can be used on this server

    /// The value of the session cookie; empty when there is none or more than one.
    std::string_view session_token(const http::Request& request) const;

    /// The token of a sign-in that waits for its second factor; empty in the same cases.
    std::string_view sign_in_token(const http::Request& request) const;

    /// The live session of the cookie. At most two round trips. An operation that takes tokens as
    /// well calls find_caller() of caller.hpp instead.
    std::optional<SessionWithUser> find_session(const http::Request& request) const;

    /// Who sends the request. E-mails to them are in the language that the user has chosen, else
    /// in the one that the request asks for, else in the configured one.
    service::Client client_of(const http::Request& request, const User* user = nullptr) const;

    /// The session cookie with the token that was just made.
    http::Cookie session_cookie(const service::OpenedSession& opened,
                                const http::Request& request) const;

    /// What is wrong with a new password, as problems of the field `password`. In English, like
    /// every `detail`.
    std::vector<http::FieldProblem> password_problems(
        const std::vector<service::PasswordProblem>& problems) const;
};

}  // namespace postern::api
