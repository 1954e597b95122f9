/// to_json: users and what belongs to them, as administrators see it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "postern/json/json.hpp"
#include "postern/model/group.hpp"
#include "postern/model/token.hpp"
#include "postern/service/access/grant_service.hpp"
#include "postern/service/account/factor_service.hpp"
#include "postern/service/admin/user_directory.hpp"

namespace postern::api::admin::users {

/// What the API shows a user of themselves, and more.
json::Json to_json(const store::ListedUser& user);
/// `current`: the session that makes the request.
json::Json to_json(const SessionWithUser& session, const PublicId& current);
json::Json to_json(const service::FactorOverview& overview);
json::Json to_json(const Membership& membership);
json::Json to_json(const store::HeldPermission& held);
json::Json to_json(const TokenFamily& family);
json::Json to_json(const PersonalToken& token);

/// `list`: what a service found, one after the other.
template <class Items>
json::Json::Array to_list(const Items& items) {
    json::Json::Array list;
    for (const auto& item : items) list.push_back(to_json(item));
    return list;
}

}  // namespace postern::api::admin::users
