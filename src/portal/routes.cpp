#include <array>
#include <utility>

#include "portal/account/handlers.hpp"
#include "portal/links/handlers.hpp"
#include "portal/page/static_files.hpp"
#include "portal/sign_in/handlers.hpp"

namespace postern::portal {

namespace {

http::Response get_live(const http::Request&) {
    return http::Response::text(http::Status::Ok, "ok\n");
}

http::Handler get_ready(std::function<bool()> is_ready) {
    return [is_ready = std::move(is_ready)](const http::Request&) {
        return is_ready() ? http::Response::text(http::Status::Ok, "ready\n")
                          : http::Response::text(http::Status::ServiceUnavailable, "not ready\n");
    };
}

http::Response get_robots(const http::Request&) {
    return http::Response::text(http::Status::Ok, "User-agent: *\nDisallow: /\n")
        .add("Cache-Control", "public, max-age=86400");
}

/// A link of a mail: GET asks, POST does it, /done says that it is done.
void add_link_rows(std::vector<http::Route>& rows, const Context& c) {
    using enum http::Method;
    constexpr std::array<std::pair<std::string_view, MailTokenKind>, 4> kLinks{
        {{"/verify-email", MailTokenKind::VerifyEmail},
         {"/confirm-email", MailTokenKind::ChangeEmail},
         {"/undo-email", MailTokenKind::UndoEmailChange},
         {"/keep-account", MailTokenKind::KeepAccount}}};
    for (const auto& [name, kind] : kLinks) {
        const std::string path{name};
        rows.push_back({Get, path, http::Guard::None, http::ErrorFormat::Page, GetLink{c, kind}});
        rows.push_back({Post, path, http::Guard::Form, http::ErrorFormat::Page, PostLink{c, kind}});
        rows.push_back({Get, path + "/done", http::Guard::None, http::ErrorFormat::Page,
                        GetLinkDone{c, kind}});
    }
}

}  // namespace

http::Response GetStatic::operator()(const http::Request& request) const {
    const bool versioned = request.query_value("v") == file.version;
    return http::Response::with_body(http::Status::Ok, file.content_type, file.content)
        .add("Cache-Control",
             versioned ? "public, max-age=31536000, immutable" : "public, max-age=60");
}

std::vector<http::Route> routes(const Services& services, const Pages& pages,
                                const Settings& settings) {
    using http::ErrorFormat;
    using http::Guard;
    using enum http::Method;
    const Context c{services, pages, settings};
    const auto file = [&](std::string_view name) { return GetStatic{pages.static_file(name)}; };
    std::vector<http::Route> rows{
        {Get, "/", Guard::None, ErrorFormat::Page, GetStart{c}},
        {Get, "/login", Guard::None, ErrorFormat::Page, GetSignIn{c}},
        {Post, "/login", Guard::Form, ErrorFormat::Page, PostSignIn{c}},
        {Get, "/register", Guard::None, ErrorFormat::Page, GetRegister{c}},
        {Post, "/register", Guard::Form, ErrorFormat::Page, PostRegister{c}},
        {Get, "/forgot-password", Guard::None, ErrorFormat::Page,
         GetAskMail{c, MailKind::ResetPassword}},
        {Post, "/forgot-password", Guard::Form, ErrorFormat::Page,
         PostAskMail{c, MailKind::ResetPassword}},
        {Get, "/resend", Guard::None, ErrorFormat::Page, GetAskMail{c, std::nullopt}},
        {Post, "/resend", Guard::Form, ErrorFormat::Page, PostAskMail{c, std::nullopt}},
        {Get, "/reset-password", Guard::None, ErrorFormat::Page, GetResetPassword{c}},
        {Post, "/reset-password", Guard::Form, ErrorFormat::Page, PostResetPassword{c}},
        {Get, "/logout", Guard::None, ErrorFormat::Page, signed_in(c, GetSignOut{c})},
        {Post, "/logout", Guard::Form, ErrorFormat::Page, PostSignOut{c}},
        {Get, "/account", Guard::None, ErrorFormat::Page, signed_in(c, GetAccount{c})},
        {Get, "/account/sessions", Guard::None, ErrorFormat::Page, signed_in(c, GetSessions{c})},
        {Get, "/account/sessions/end", Guard::None, ErrorFormat::Page,
         signed_in(c, GetEndSessions{c})},
        {Post, "/account/sessions/end", Guard::Form, ErrorFormat::Page,
         signed_in(c, PostEndSessions{c})},
        {Post, "/account/verification", Guard::Form, ErrorFormat::Page,
         signed_in(c, PostVerification{c})},
        {Get, "/account/profile", Guard::None, ErrorFormat::Page, signed_in(c, GetProfile{c})},
        {Post, "/account/profile", Guard::Form, ErrorFormat::Page, signed_in(c, PostProfile{c})},
        {Get, "/account/email", Guard::None, ErrorFormat::Page, signed_in(c, GetChangeEmail{c})},
        {Post, "/account/email", Guard::Form, ErrorFormat::Page, signed_in(c, PostChangeEmail{c})},
        {Get, "/account/password", Guard::None, ErrorFormat::Page,
         signed_in(c, GetChangePassword{c})},
        {Post, "/account/password", Guard::Form, ErrorFormat::Page,
         signed_in(c, PostChangePassword{c})},
        {Get, "/account/delete", Guard::None, ErrorFormat::Page, signed_in(c, GetDeleteAccount{c})},
        {Post, "/account/delete", Guard::Form, ErrorFormat::Page,
         signed_in(c, PostDeleteAccount{c})},
        {Get, "/account/history", Guard::None, ErrorFormat::Page, signed_in(c, GetHistory{c})},
        {Get, "/static/postern.css", Guard::None, ErrorFormat::Plain, file(kStyleSheet)},
        {Get, "/static/favicon.svg", Guard::None, ErrorFormat::Plain, file(kIcon)},
        {Get, "/static/reveal-password.js", Guard::None, ErrorFormat::Plain, file(kRevealScript)},
        {Get, "/static/password-advice.js", Guard::None, ErrorFormat::Plain, file(kAdviceScript)},
        {Post, "/password-check", Guard::Form, ErrorFormat::Page, PostPasswordCheck{c}},
        {Get, "/robots.txt", Guard::None, ErrorFormat::Plain, get_robots},
        {Get, "/health/live", Guard::None, ErrorFormat::Plain, get_live},
        {Get, "/health/ready", Guard::None, ErrorFormat::Plain, get_ready(settings.is_ready)},
    };
    add_link_rows(rows, c);
    return rows;
}

http::PipelineHooks hooks(const Services& services, const Pages& pages, const Settings& settings) {
    const Context context{services, pages, settings};
    http::PipelineHooks hooks;
    hooks.error_page = [context](http::PipelineError error, const http::Request& request) {
        return context.error_page(error, request);
    };
    hooks.form_token_ok = [&cookies = services.cookies](const http::Request& request,
                                                        const http::Form& form) {
        return form_token_ok(cookies, request, form);
    };
    return hooks;
}

}  // namespace postern::portal
