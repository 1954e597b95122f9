/// handlers: one struct per route of the API; parse, one service call, answer.
#pragma once

#include "api/caller.hpp"

namespace postern::api {

/// Registers. The new user is not signed in by it.
struct PostUsers {
    Services services;
    service::PasswordNeeds password_needs;
    http::Response operator()(const http::Request& request) const;
};

/// Signs in. The token is in the cookie only, never in the body.
struct PostSessions {
    Services services;
    http::Response operator()(const http::Request& request) const;
};

struct GetSessions {
    Services services;
    http::Response operator()(const http::Request& request, const SessionWithUser& caller) const;
};

struct DeleteCurrentSession {
    Services services;
    http::Response operator()(const http::Request& request, const SessionWithUser& caller) const;
};

struct DeleteSession {
    Services services;
    http::Response operator()(const http::Request& request, const SessionWithUser& caller) const;
};

struct GetMe {
    http::Response operator()(const http::Request& request, const SessionWithUser& caller) const;
};

}  // namespace postern::api
