/// to_json: users and sessions as the API shows them.
#pragma once

#include "postern/json/json.hpp"
#include "postern/model/session.hpp"

namespace postern::api::account {

json::Json to_json(const User& user);

/// `current`: the session that makes the request.
json::Json to_json(const Session& session, const PublicId& current);

}  // namespace postern::api::account
