/// to_json: users, sessions and ways to prove who somebody is, as the API shows them.
#pragma once

#include "postern/json/json.hpp"
#include "postern/model/session.hpp"
#include "postern/service/factor/factor_check.hpp"

namespace postern::api {

json::Json to_json(const User& user);

/// `current`: the session that makes the request.
json::Json to_json(const Session& session, const PublicId& current);

/// The codes that this user can type as a second factor: the values of `method`.
json::Json::Array methods_of(const service::Factors& factors);

/// What this user can prove again: the codes, or the password if there are none.
json::Json::Array step_up_methods_of(const service::Factors& factors);

}  // namespace postern::api
