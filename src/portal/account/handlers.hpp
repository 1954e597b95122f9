/// handlers: one struct per route behind the sign-in, under /account.
#pragma once

#include "portal/account/reader.hpp"
#include "portal/account/views.hpp"
#include "portal/context.hpp"

namespace postern::portal {

/// The overview: who somebody is here, and where he can go.
struct GetAccount {
    Context context;
    http::Response operator()(const http::Request& request, const SessionWithUser& visitor) const;
};

/// The devices that he is signed in on.
struct GetSessions {
    Context context;
    http::Response operator()(const http::Request& request, const SessionWithUser& visitor) const;
};

/// Ends one session, all others, or all.
struct PostSessions {
    Context context;
    http::Response operator()(const http::Request& request, const SessionWithUser& visitor) const;
};

/// What happened to his account, newest first.
struct GetHistory {
    Context context;
    http::Response operator()(const http::Request& request, const SessionWithUser& visitor) const;
};

/// How this user reads his pages.
Reader reader_of(const Context& context, const Frame& frame, const User& user);

}  // namespace postern::portal
