/// handlers: one function for each row of users; parse, one service call, answer.
#pragma once

#include "portal/admin/frame/rows.hpp"
#include "portal/admin/users/act.hpp"

namespace postern::portal::admin::users {

/// The list, or with `?format=csv` its first UserDirectory::kMostInFile users as a file.
Page get_users;

/// Adds a user, who gets an e-mail with a link to their first password.
Page get_new_user;
Page post_new_user;

/// Asks back, and acts on all users that were ticked, or found.
Page get_bulk;
Page post_bulk;

/// One user with everything that belongs to them.
Page get_user;

Page get_edit;
Page post_edit;

Page get_join;
Page post_join;
Page get_leave;
Page post_leave;

http::Response show_act(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor, Act act);
http::Response do_act(const Context& context, const Services& services,
                      const http::Request& request, const SessionWithUser& visitor, Act act);

template <Act act>
http::Response get_act(const Context& context, const Services& services,
                       const http::Request& request, const SessionWithUser& visitor) {
    return show_act(context, services, request, visitor, act);
}

template <Act act>
http::Response post_act(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor) {
    return do_act(context, services, request, visitor, act);
}

}  // namespace postern::portal::admin::users
