// A new page costs: a template, a view with its fill(), a handler, a row, and its words in each
// language; page/README.md says where each goes. A new room also costs one line here and in
// pages.cpp.
#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "portal/access/routes.hpp"
#include "portal/account/routes.hpp"
#include "portal/admin/console.hpp"
#include "portal/duty/routes.hpp"
#include "portal/factor/routes.hpp"
#include "portal/invitation/routes.hpp"
#include "portal/links/routes.hpp"
#include "portal/page/context.hpp"
#include "portal/page/form_token.hpp"
#include "portal/page/static_files.hpp"
#include "portal/reference/routes.hpp"
#include "portal/sign_in/routes.hpp"
#include "portal/token/routes.hpp"
#include "postern/portal/portal.hpp"

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

http::Route plain(std::string path, http::Handler handler) {
    return {http::Method::Get, std::move(path), http::Guard::None, http::ErrorFormat::Plain,
            std::move(handler)};
}

Context context_of(const Services& s, const Pages& pages, const Settings& settings) {
    const auto kept = std::make_shared<const Settings>(settings);
    return {pages, s.sessions, s.cookies, s.entropy, *kept, kept, &s.duties};
}

}  // namespace

std::vector<http::Route> routes(const Services& services, const Pages& pages,
                                const Settings& settings) {
    const auto& s = services;
    const Context context = context_of(s, pages, settings);
    std::vector<http::Route> rows{
        plain("/robots.txt", get_robots),
        plain("/health/live", get_live),
        plain("/health/ready", get_ready(s.is_ready)),
    };
    const auto add = [&rows](std::vector<http::Route> more) {
        std::ranges::move(more, std::back_inserter(rows));
    };
    add(static_file_routes(pages));
    add(sign_in::routes(context, {s.sign_in, s.passkey_sign_in, s.sign_out, s.registration,
                                  s.passwords, s.requests, s.sites, s.duties}));
    add(invitation::routes(context, {s.invitations, s.duties, s.sites}));
    add(duty::routes(context, {s.duties, s.sites}));
    add(account::routes(context, {s.account, s.devices, s.sessions, s.history, s.links, s.sites,
                                  s.step_up, s.tokens, s.rules}));
    add(token::routes(context, {s.personal_tokens, s.tokens, s.sites, s.grants, s.step_up}));
    add(factor::routes(context, {s.second_factor, s.lost_factor, s.step_up, s.mailed_codes,
                                 s.factors, s.passkeys, s.trust, s.account, s.sites}));
    add(links::routes(context, {s.links, s.sites}));
    add(access::routes(context, {s.access_requests, s.sites}));
    add(reference::routes(context));
    add(admin::console_routes(context, {.directory = s.directory,
                                        .users = s.users,
                                        .registration = s.registration,
                                        .invitations = s.invitations,
                                        .approvals = s.approvals,
                                        .sessions = s.session_directory,
                                        .tokens = s.tokens,
                                        .personal_tokens = s.personal_tokens,
                                        .factors = s.factors,
                                        .groups = s.groups,
                                        .grants = s.grants,
                                        .rules = s.rules,
                                        .drafts = s.drafts,
                                        .rules_text = s.rules_text,
                                        .sites = s.sites,
                                        .audit = s.audit,
                                        .outbox = s.outbox,
                                        .statistics = s.statistics,
                                        .step_up = s.step_up,
                                        .inspection = s.inspection}));
    return rows;
}

http::PipelineHooks hooks(const Services& services, const Pages& pages, const Settings& settings) {
    const Context context = context_of(services, pages, settings);
    http::PipelineHooks hooks;
    hooks.error_page = [context](http::PipelineError error, const http::Request& request) {
        return context.error_page(error, request);
    };
    hooks.form_token_ok = [&cookies = services.cookies](const http::Request& request,
                                                        const http::Form& form) {
        return form_token_ok(cookies, request, form);
    };
    hooks.open_form_token_ok = [&cookies = services.cookies](const http::Request& request,
                                                             const http::Form& form) {
        return open_form_token_ok(cookies, request, form);
    };
    return hooks;
}

}  // namespace postern::portal
