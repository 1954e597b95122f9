/// common: what several pages about users ask.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "portal/admin/frame/admin_frame.hpp"
#include "portal/admin/frame/rows.hpp"
#include "portal/admin/frame/sight.hpp"
#include "portal/admin/users/act_views.hpp"
#include "portal/admin/users/views.hpp"
#include "postern/model/user.hpp"
#include "postern/service/admin/user_directory.hpp"

namespace postern::portal::admin::users {

/// The user of `{id}` in the path. Nothing: there is none. One round trip.
std::optional<User> user_in_path(const Services& services, const http::Request& request);

/// `/admin/users/ID`.
std::string page_of(const User& user);

/// The frame of a page about users.
AdminFrame users_frame(const Context& context, const Services& services,
                       const http::Request& request, const SessionWithUser& visitor,
                       std::string command = {});

/// See service::may_act_on().
bool may_act_on(const Services& services, const http::Request& request,
                const SessionWithUser& visitor, const User& user);

/// The administrator with the reason that they gave.
Actor actor_with_reason(const http::Request& request, const SessionWithUser& visitor,
                        std::string reason);

/// The filters of the query, without a group that the visitor may not see, and which users they
/// mean.
Filters filters_of(const http::Request& request, const Sight& sight);
store::UserQuery query_of(const Filters& filters);

std::vector<LanguageChoice> language_choices(const Context& context, std::string_view chosen);

}  // namespace postern::portal::admin::users
