/// handlers: one struct per route behind the sign-in, under /account.
#pragma once

#include "portal/account/reader.hpp"
#include "portal/account/views.hpp"
#include "portal/page/context.hpp"

namespace postern::portal {

/// The overview: who somebody is here, and where he can go.
struct GetAccount {
    Context context;
    http::Response operator()(const http::Request& request, const SessionWithUser& visitor) const;
};

/// Sends the mail again that confirms his address.
struct PostVerification {
    Context context;
    http::Response operator()(const http::Request& request, const SessionWithUser& visitor) const;
};

struct GetProfile {
    Context context;
    http::Response operator()(const http::Request& request, const SessionWithUser& visitor) const;
};

struct PostProfile {
    Context context;
    http::Response operator()(const http::Request& request, const SessionWithUser& visitor) const;
};

struct GetChangePassword {
    Context context;
    http::Response operator()(const http::Request& request, const SessionWithUser& visitor) const;
};

struct PostChangePassword {
    Context context;
    http::Response operator()(const http::Request& request, const SessionWithUser& visitor) const;
};

/// Asks for another address; it counts once the link in the mail to it is used.
struct GetChangeEmail {
    Context context;
    http::Response operator()(const http::Request& request, const SessionWithUser& visitor) const;
};

struct PostChangeEmail {
    Context context;
    http::Response operator()(const http::Request& request, const SessionWithUser& visitor) const;
};

/// Puts the account to sleep, to be deleted after the time of grace.
struct GetDeleteAccount {
    Context context;
    http::Response operator()(const http::Request& request, const SessionWithUser& visitor) const;
};

struct PostDeleteAccount {
    Context context;
    http::Response operator()(const http::Request& request, const SessionWithUser& visitor) const;
};

/// The devices that he is signed in on.
struct GetSessions {
    Context context;
    http::Response operator()(const http::Request& request, const SessionWithUser& visitor) const;
};

/// Asks for the password before it ends one session, all others, or all.
struct GetEndSessions {
    Context context;
    http::Response operator()(const http::Request& request, const SessionWithUser& visitor) const;
};

struct PostEndSessions {
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
