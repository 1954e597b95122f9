/// guard: who is let in to an operation of an administrator, and who acts in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/admin/guard/services.hpp"
#include "api/body/rows.hpp"
#include "postern/model/actor.hpp"
#include "postern/model/session.hpp"
#include "postern/service/access/administration.hpp"

namespace postern::api::admin {

using Operation = http::Response(const Context& context, const Services& services,
                                 const http::Request& request, const SessionWithUser& caller);

/// What an operation takes.
struct Needs {
    /// Of a permission in a delegated area.
    enum class Reach {
        Object,  ///< for the `{name}` of the path; for all of the area where the path has none
        Some,    ///< for something: the operation answers with what the caller may see
    };
    service::AdminArea area;
    service::AdminAction action;
    Reach reach = Reach::Object;
};

/// A handler that runs the operation for users who may administer this, with a session, or a token
/// that may, which proves enough. To anyone else it says the same whatever there is: 401
/// `not_signed_in` or `invalid_token`, 403 `insufficient_scope`, 403 `forbidden`, or 403
/// `step_up_required` to those who have the permission. Callers who have it for other sites or
/// groups alone get 404 `not_found`, as if there were no more than those.
Endpoint administering(const Context& context, const Services& services, Needs needs,
                       Operation* operation);

/// The administrator whom the audit log names.
Actor actor_of(const http::Request& request, const SessionWithUser& caller);

/// Whether the caller holds all that the members of the group do: taking somebody out of it, or the
/// group away, needs as much as letting somebody in. True where there is no such group.
bool may_take_from_group(const Services& services, std::string_view group,
                         const http::Request& request, const SessionWithUser& caller);

/// The value of `{name}` in the path. REQUIRES: the route has it.
const std::string& in_path(const http::Request& request, std::string_view name);

/// The user whose public id stands in the path as `{id}`: an address or a username is none.
std::optional<User> user_in_path(const Services& services, const http::Request& request);

}  // namespace postern::api::admin
