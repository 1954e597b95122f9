// GET and POST /account/tokens/new.
#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "portal/token/forms.hpp"
#include "portal/token/handlers.hpp"
#include "portal/token/token_life.hpp"
#include "portal/token/views.hpp"
#include "postern/model/one_line.hpp"
#include "postern/service/access/administration.hpp"
#include "postern/service/access/decision_service.hpp"
#include "postern/service/access/grant_service.hpp"
#include "postern/service/site/site_service.hpp"
#include "postern/service/token/personal_token_service.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal::token {

namespace {

using service::PersonalTokenError;

bool takes_as_password(const Site& site) {
    return site.tokens.credentials.basic && site.tokens.basic != SiteBasic::Off;
}

bool takes_tokens(const Site& site) {
    return site.tokens.credentials.token || takes_as_password(site);
}

/// Those that a token can be for.
std::vector<Site> sites_for_tokens(const Services& services) {
    auto sites = services.sites.list();
    std::erase_if(sites, [](const Site& site) { return !takes_tokens(site); });
    return sites;
}

bool is_administrator(const std::vector<store::HeldPermission>& held) {
    using service::AdminAction;
    using service::AdminArea;
    return std::ranges::any_of(held, [](const store::HeldPermission& one) {
        for (const auto area : {AdminArea::Groups, AdminArea::Roles, AdminArea::Rules})
            for (const auto action : {AdminAction::Read, AdminAction::Write})
                if (one.permission.covers(service::resource_of(area), service::to_text(action)))
                    return true;
        return false;
    });
}

bool may_ask(const std::vector<store::HeldPermission>& held) {
    return std::ranges::any_of(held, [](const store::HeldPermission& one) {
        return one.permission.covers(service::kAskResource, service::kAskAction);
    });
}

std::vector<LifeOption> life_options(const Context& context, const Frame& frame,
                                     const service::PersonalTokenSettings& settings,
                                     std::string_view chosen) {
    const auto standard = std::chrono::floor<std::chrono::days>(settings.default_life);
    const auto wanted = parse_life(chosen).value_or(standard);
    std::vector<LifeOption> options;
    for (const auto count : life_choices(settings.default_life, settings.max_life))
        options.push_back({.days = count,
                           .text = text::duration_text(context.pages.words(), frame.language,
                                                       std::chrono::days{count}),
                           .chosen = std::chrono::days{count} == wanted});
    return options;
}

std::vector<SiteChoice> site_choices(const std::vector<Site>& sites, const Scopes& chosen) {
    std::vector<SiteChoice> choices;
    for (const Site& site : sites)
        choices.push_back(
            {.name = site.name, .title = title_of(site), .chosen = chosen.names_site(site.name)});
    return choices;
}

/// The form, with what was typed and ticked.
NewTokenView view_of(const Context& context, const Services& services, const http::Request& request,
                     const User& user, const std::vector<Site>& sites, const NewTokenForm& form) {
    const auto& settings = services.personal_tokens.settings();
    const auto frame = context.frame(request, &user);
    const auto held = services.grants.held_by(user.id, request.received);
    return {
        .frame = frame,
        .menu = menu_of(context, request, AccountPage::Tokens),
        .name = form.name,
        .lives = life_options(context, frame, settings, form.life),
        .day = form.day,
        .first_day = day_of(user.time_zone, request.received),
        .last_day = last_day_until(user.time_zone, request.received + settings.max_life),
        .sites = site_choices(sites, form.scopes),
        .chosen = form.scopes,
        .offers_asking = may_ask(held),
        .offers_admin = is_administrator(held),
        .most_life = text::duration_text(context.pages.words(), frame.language, settings.max_life),
        .most_tokens = std::to_string(settings.max_per_user)};
}

/// What the service has no say in. A name is given once, so that a page that is loaded again makes
/// no second token.
NewTokenProblems check(const Services& services, const http::Request& request, const User& user,
                       const NewTokenForm& form) {
    NewTokenProblems problems;
    problems.bad_day = !form.day.empty() && !end_of_day(form.day, user.time_zone);
    problems.too_many_sites = form.scopes.text().size() > Scopes::kMaxTextBytes;
    if (const auto name = one_line(form.name, kMaxTokenNameCodePoints)) {
        const auto tokens = services.personal_tokens.list(user, request.received);
        problems.name_taken =
            std::ranges::find(tokens, *name, &PersonalToken::name) != tokens.end();
    }
    return problems;
}

std::optional<TimePoint> end_of(const NewTokenForm& form, const http::Request& request,
                                const User& user) {
    if (!form.day.empty()) return end_of_day(form.day, user.time_zone);
    const auto life = parse_life(form.life);
    return life ? std::optional{request.received + *life} : std::nullopt;
}

NewTokenProblems problems_of(PersonalTokenError error) {
    using enum PersonalTokenError;
    NewTokenProblems problems;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case NoName:
            problems.no_name = true;
            return problems;
        case BadName:
            problems.bad_name = true;
            return problems;
        case NoScopes:
            problems.no_scopes = true;
            return problems;
        case NoSuchSite:
            problems.no_such_site = true;
            return problems;
        case EndsTooLate:
            problems.too_late = true;
            return problems;
        case EndsTooSoon:
            problems.too_soon = true;
            return problems;
        case TooMany:
            problems.too_many = true;
            return problems;
        case UserGone:
            problems.changed_meanwhile = true;
            return problems;
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const Context& context, NewTokenView view, const NewTokenProblems& problems) {
    const bool conflicts = problems.too_many || problems.changed_meanwhile;
    view.problems = problems;
    return context.pages.draw(
        conflicts ? http::Status::Conflict : http::Status::UnprocessableContent, view);
}

/// For a shell: `'ann@example.org'`.
std::string quoted(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'')
            quoted += "'\\''";
        else
            quoted += c;
    }
    return quoted += '\'';
}

std::string bearer_command(std::string_view url) {
    return "curl --oauth2-bearer \"$TOKEN\" " + std::string{url};
}

http::Response show(const Context& context, const http::Request& request, const User& user,
                    const std::vector<Site>& sites, const service::MadePersonalToken& made) {
    const Scopes& scopes = made.token.scopes;
    const auto site = std::ranges::find_if(sites, [&scopes](const Site& one) {
        return scopes.has_site(one.name) && takes_as_password(one);
    });
    const auto bearer_site = std::ranges::find_if(sites, [&scopes](const Site& one) {
        return scopes.has_site(one.name) && one.tokens.credentials.token;
    });
    TokenMadeView view{.frame = context.frame(request, &user),
                       .menu = menu_of(context, request, AccountPage::Tokens),
                       .name = made.token.name,
                       .token = std::string{made.text.reveal()}};
    if (site != sites.end()) {
        view.curl = "curl --user " + quoted(user.email.text()) + ' ' + site->origin.text() + '/';
        view.git = "git clone " + site->origin.text() + "/project.git";
    } else if (bearer_site != sites.end()) {
        view.bearer = bearer_command(bearer_site->origin.text() + '/');
    }
    if (scopes.has(ApiScope::AccountRead))
        view.bearer =
            bearer_command(context.settings.origin + context.settings.base_path + "/api/v1/me");
    return context.pages.draw(http::Status::Ok, view);
}

}  // namespace

http::Response get_make_token(const Context& context, const Services& services,
                              const http::Request& request, const SessionWithUser& visitor) {
    const auto sites = sites_for_tokens(services);
    return context.pages.draw(http::Status::Ok,
                              view_of(context, services, request, visitor.user, sites, {}));
}

http::Response post_make_token(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor) {
    const auto sites = sites_for_tokens(services);
    const auto form = NewTokenForm::parse(request, sites);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    auto problems = check(services, request, visitor.user, *form);
    if (!problems.any()) {
        const auto made = services.personal_tokens.make(
            visitor,
            {.name = form->name,
             .scopes = form->scopes,
             .expires_at = end_of(*form, request, visitor.user)},
            context.client_of(request, &visitor.user), request.received);
        if (made) return show(context, request, visitor.user, sites, *made);
        problems = problems_of(made.error());
    }
    return refuse(context, view_of(context, services, request, visitor.user, sites, *form),
                  problems);
}

}  // namespace postern::portal::token
