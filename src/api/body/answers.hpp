/// answers: model values and refusals as the API's JSON.
#pragma once

#include <vector>

#include "postern/http/problem.hpp"
#include "postern/http/request.hpp"
#include "postern/http/response.hpp"
#include "postern/json/json.hpp"
#include "postern/model/session.hpp"
#include "postern/service/account/registration_service.hpp"
#include "postern/service/sign_in/sign_in_service.hpp"
#include "postern/text/catalogue.hpp"

namespace postern::api {

/// What the API says about a new password that was refused. In English: `detail` has no language.
struct PasswordWords {
    const text::Catalogue& catalogue;  ///< must outlive *this
    service::PasswordNeeds needs;
};

json::Json to_json(const User& user);
/// `current`: the session that asks.
json::Json to_json(const Session& session, const PublicId& current);

http::Response answer(http::Status status, json::Json body);

/// 202: it goes on when the link in the mail is used.
http::Response confirmation_sent();

// Fields that cannot be taken, wherever they stand.
http::FieldProblem bad_email();
http::FieldProblem bad_display_name();

/// 503: no hashing slot was free.
http::Response busy(const http::Request& request);

/// The problem document for a sign-in that was refused.
http::Response refuse(const service::SignInRefusal& refusal, const http::Request& request);

/// The problem document for an account that was not made.
http::Response refuse(const service::RegistrationRefusal& refusal, const PasswordWords& words,
                      const http::Request& request);

/// What is wrong with a new password, as problems of the field `password`.
std::vector<http::FieldProblem> password_problems(
    const std::vector<service::PasswordProblem>& problems, const PasswordWords& words);

}  // namespace postern::api
