/// to_json: users, sessions and ways to prove who somebody is, as the API shows them.
#pragma once

#include "postern/json/json.hpp"
#include "postern/model/session.hpp"
#include "postern/service/factor/factor_check.hpp"

namespace postern::api {

json::Json to_json(const User& user);

/// As stored, so that no list can lack a method.
json::Json::Array to_json(const ProofMethods& methods);

/// `current`: the session that makes the request.
json::Json to_json(const Session& session, const PublicId& current);

/// What this user can show as a second factor: the values of `method`, the best one first.
/// `has_passkeys`: whether passkeys and security keys can be used on this server.
json::Json::Array methods_of(const service::Factors& factors, bool has_passkeys);

/// What this user can prove again: a second factor, or the password if there is none.
json::Json::Array step_up_methods_of(const service::Factors& factors, bool has_passkeys);

}  // namespace postern::api
