/// handlers: one struct per route of the portal; parse, one service call, answer.
#pragma once

#include <vector>

#include "portal/page/context.hpp"

namespace postern::portal {

/// The sign-in form; who is signed in already goes on at once.
struct GetSignIn {
    Context context;
    http::Response operator()(const http::Request& request) const;
};

struct PostSignIn {
    Context context;
    http::Response operator()(const http::Request& request) const;
};

struct GetRegister {
    Context context;
    http::Response operator()(const http::Request& request) const;
};

struct PostRegister {
    Context context;
    http::Response operator()(const http::Request& request) const;
};

/// What is wrong with a new password that is being typed, as JSON. Keeps and changes nothing.
struct PostPasswordCheck {
    Context context;
    http::Response operator()(const http::Request& request) const;
};

/// Asks first: a link or an image on another site must not sign anybody out.
struct GetSignOut {
    Context context;
    http::Response operator()(const http::Request& request, const SessionWithUser& visitor) const;
};

struct PostSignOut {
    Context context;
    http::Response operator()(const http::Request& request) const;
};

struct GetStart {
    Context context;
    http::Response operator()(const http::Request& request) const;
};

/// A file under /static/. Kept for a year by browsers that asked for its present version.
struct GetStatic {
    const StaticFile& file;
    http::Response operator()(const http::Request& request) const;
};

/// What is wrong with a registration, as marks on the page and its status.
http::Status mark_problems(const service::RegistrationRefusal& refusal, RegisterView& view);

}  // namespace postern::portal
