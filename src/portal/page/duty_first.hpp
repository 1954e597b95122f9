/// duty_first: what a user has to do before they go on: accept new terms, fill required fields.
#pragma once

#include <optional>
#include <string>

#include "portal/page/return_to.hpp"

namespace postern::portal {

/// The page on which the user does it, which leads on to `to`; nothing: nothing is due. A round
/// trip or two.
std::optional<std::string> duty_page_for(const Context& context, const User& user,
                                         const ReturnTo& to, TimePoint now);

/// The same before a page of the account is shown. Nobody has to accept anything to read what they
/// are asked for, to delete their account, or to sign out.
std::optional<std::string> duty_first(const Context& context, const http::Request& request,
                                      const SessionWithUser& visitor);

/// go_on() of somebody who has just signed in.
http::Response go_on_as(const Context& context, const http::Request& request, const User& user,
                        const ReturnTo& to);

}  // namespace postern::portal
