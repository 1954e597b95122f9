/// handlers: one struct per route of the API; parse, one service call, answer.
#pragma once

#include "api/body/answers.hpp"
#include "api/body/caller.hpp"

namespace postern::api {

/// Registers. The new user is not signed in by it.
struct PostUsers {
    Services services;
    PasswordWords words;
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

/// One's own is signed out of; another one takes the password.
struct DeleteSession {
    Services services;
    PasswordWords words;
    http::Response operator()(const http::Request& request, const SessionWithUser& caller) const;
};

/// Ends all sessions but the caller's, with the password.
struct DeleteOtherSessions {
    Services services;
    PasswordWords words;
    http::Response operator()(const http::Request& request, const SessionWithUser& caller) const;
};

struct GetMe {
    http::Response operator()(const http::Request& request, const SessionWithUser& caller) const;
};

/// Changes the profile; what is not named stays.
struct PatchMe {
    Services services;
    http::Response operator()(const http::Request& request, const SessionWithUser& caller) const;
};

/// Puts the account to sleep until it is deleted. Signs out.
struct DeleteMe {
    Services services;
    PasswordWords words;
    http::Response operator()(const http::Request& request, const SessionWithUser& caller) const;
};

struct PutPassword {
    Services services;
    PasswordWords words;
    http::Response operator()(const http::Request& request, const SessionWithUser& caller) const;
};

/// Asks for another address. The present one stays until the link in the mail is used.
struct PutEmail {
    Services services;
    PasswordWords words;
    http::Response operator()(const http::Request& request, const SessionWithUser& caller) const;
};

/// The caller's own history.
struct GetEvents {
    Services services;
    http::Response operator()(const http::Request& request, const SessionWithUser& caller) const;
};

/// Asks for a mail with a link. One answer, whoever has the address.
struct PostMailRequest {
    Services services;
    MailKind kind;
    http::Response operator()(const http::Request& request) const;
};

/// Uses a link that needs nothing but itself.
struct PutLink {
    using Use = Result<User, service::LinkError> (service::MailLinkService::*)(
        std::string_view token, const service::Client& client, TimePoint now) const;

    Services services;
    Use use;
    http::Response operator()(const http::Request& request) const;
};

/// Gives the account a new password by a link. Signs nobody in.
struct PutPasswordResets {
    Services services;
    PasswordWords words;
    http::Response operator()(const http::Request& request) const;
};

}  // namespace postern::api
