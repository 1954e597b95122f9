// GET and POST /admin/new-site and /admin/sites/{name}/edit.
#include <cstdlib>
#include <optional>

#include "portal/admin/frame/sight.hpp"
#include "portal/admin/sites/forms.hpp"
#include "portal/admin/sites/handlers.hpp"
#include "portal/admin/sites/parts.hpp"
#include "portal/admin/sites/views.hpp"
#include "postern/base/bytes.hpp"

namespace postern::portal::admin::sites {

namespace {

using http::Status;
using std::chrono::minutes;
using std::chrono::seconds;

/// The settings in the form, checked so far as they are words of ours.
struct ReadForm {
    SitePolicy policy;
    Level level;
    seconds max_age;  ///< 0: any
    SiteTokens tokens;
};

/// Nothing: a field that is chosen from a list has a value that the list has not.
std::optional<ReadForm> read(const SiteForm& form, SiteProblems& problems) {
    const auto policy = parse_site_policy(form.policy);
    const auto level = to_level(to_number(form.level).value_or(0));
    const auto basic = parse_site_basic(form.basic);
    const auto audience = parse_token_audience(form.audience);
    const auto identity = parse_site_identity(form.identity);
    if (!policy || !level || !basic || !audience || !identity) return std::nullopt;
    const auto age = form.max_age.empty() ? 0 : to_number(form.max_age);
    constexpr std::uint64_t kMostMinutes = 100'000;
    problems.bad_max_age = !age || *age > kMostMinutes;
    const SiteCredentials credentials{form.cookie, form.token, form.basic_header};
    problems.no_credentials = !credentials.any();
    return ReadForm{.policy = *policy,
                    .level = *level,
                    .max_age = minutes{problems.bad_max_age ? 0 : static_cast<long>(*age)},
                    .tokens = {.credentials = credentials,
                               .basic = *basic,
                               .audience = *audience,
                               .assertion = form.assertion,
                               .identity = *identity}};
}

std::string minutes_of(const std::optional<seconds>& age) {
    return age ? std::to_string(std::chrono::ceil<minutes>(*age).count()) : std::string{};
}

SiteForm form_of(const Site& site) {
    return {.name = site.name,
            .origin = site.origin.text(),
            .policy = std::string{to_text(site.policy)},
            .title = site.title,
            .description = site.description,
            .contact = site.contact ? site.contact->text() : std::string{},
            .level = std::to_string(to_number(site.demand.level)),
            .max_age = minutes_of(site.demand.max_age),
            .cookie = site.tokens.credentials.cookie,
            .token = site.tokens.credentials.token,
            .basic_header = site.tokens.credentials.basic,
            .basic = std::string{to_text(site.tokens.basic)},
            .audience = std::string{to_text(site.tokens.audience)},
            .assertion = site.tokens.assertion,
            .identity = std::string{to_text(site.tokens.identity)}};
}

/// What a site has unless somebody says otherwise.
SiteForm usual_form() {
    const SiteTokens tokens;
    return {.policy = std::string{to_text(SitePolicy::SignedIn)},
            .level = std::to_string(to_number(Level::One)),
            .cookie = tokens.credentials.cookie,
            .token = tokens.credentials.token,
            .basic_header = tokens.credentials.basic,
            .basic = std::string{to_text(tokens.basic)},
            .audience = std::string{to_text(tokens.audience)},
            .assertion = tokens.assertion,
            .identity = std::string{to_text(tokens.identity)}};
}

SiteFormView view_of(const Context& context, const Services& services, const http::Request& request,
                     const SessionWithUser& visitor, SiteForm form, bool is_new) {
    SiteFormView view{.frame = admin_frame(context, services, request, visitor, AdminPage::Sites),
                      .is_new = is_new,
                      .form = std::move(form)};
    if (is_new) return view;
    view.form.name = in_path(request, "name");
    // Who says where a site is decides for whom its assertions are, and where a link may lead.
    view.origin_fixed =
        !Sight{services, visitor, request.received}.changes(service::AdminArea::Sites);
    return view;
}

SiteProblems problems_of(service::AddSiteError error) {
    using enum service::AddSiteError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case BadName:
            return {.bad_name = true};
        case BadOrigin:
            return {.bad_origin = true};
        case BadTitle:
            return {.bad_title = true};
        case BadDescription:
            return {.bad_description = true};
        case BadContact:
            return {.bad_contact = true};
        case BadMaxAge:
            return {.bad_max_age = true};
        case NameTaken:
            return {.name_taken = true};
    }
    std::abort();  // a value outside the enum is a bug
}

/// NoSuchSite sets nothing: then there is no form to mend.
SiteProblems problems_of(service::SetSiteError error) {
    using enum service::SetSiteError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case NoSuchSite:
            return {};
        case BadOrigin:
            return {.bad_origin = true};
        case BadTitle:
            return {.bad_title = true};
        case BadDescription:
            return {.bad_description = true};
        case BadContact:
            return {.bad_contact = true};
        case BadMaxAge:
            return {.bad_max_age = true};
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const Context& context, SiteFormView view, const SiteProblems& problems) {
    view.problems = problems;
    const auto status = problems.origin_refused ? Status::Forbidden
                        : problems.name_taken   ? Status::Conflict
                                                : Status::UnprocessableContent;
    return context.pages.draw(status, view);
}

}  // namespace

http::Response get_new_site(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    return context.pages.draw(Status::Ok,
                              view_of(context, services, request, visitor, usual_form(), true));
}

http::Response post_new_site(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor) {
    const auto form = SiteForm::parse(request);
    if (!form) return bad_form(context, request);
    SiteProblems problems;
    const auto typed = read(*form, problems);
    if (!typed) return bad_form(context, request);
    problems.not_sure = typed->policy == SitePolicy::Public && !form->sure;
    if (!problems.any()) {
        const Demand demand{
            .level = typed->level,
            .max_age = typed->max_age == seconds{0} ? std::nullopt : std::optional{typed->max_age}};
        const auto added = services.sites.add(
            form->name, form->origin, typed->policy, actor_of(request, visitor), request.received,
            {form->title, form->description, form->contact}, demand, typed->tokens);
        if (added)
            return context.redirect_to(with_done("/admin/sites/" + added->name, "site_added"));
        problems = problems_of(added.error());
    }
    return refuse(context, view_of(context, services, request, visitor, *form, true), problems);
}

http::Response get_edit_site(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor) {
    const auto site = services.sites.find(in_path(request, "name"));
    if (!site) return not_found(context, request);
    return context.pages.draw(Status::Ok,
                              view_of(context, services, request, visitor, form_of(*site), false));
}

http::Response post_edit_site(const Context& context, const Services& services,
                              const http::Request& request, const SessionWithUser& visitor) {
    const auto form = SiteForm::parse(request);
    if (!form) return bad_form(context, request);
    const auto site = services.sites.find(in_path(request, "name"));
    if (!site) return not_found(context, request);
    SiteProblems problems;
    const auto typed = read(*form, problems);
    if (!typed) return bad_form(context, request);
    problems.not_sure =
        typed->policy == SitePolicy::Public && site->policy != SitePolicy::Public && !form->sure;
    const bool same_origin = form->origin == site->origin.text();
    auto view = view_of(context, services, request, visitor, *form, false);
    problems.origin_refused = view.origin_fixed && !same_origin;
    if (!problems.any()) {
        // An age with seconds stays, unless somebody types another.
        const bool same_age = form->max_age == minutes_of(site->demand.max_age);
        const auto set = services.sites.set(
            site->name,
            {.origin = same_origin ? std::nullopt : std::optional<std::string_view>{form->origin},
             .policy = typed->policy,
             .title = form->title,
             .description = form->description,
             .contact = form->contact,
             .level = typed->level,
             .max_age = same_age ? std::nullopt : std::optional{typed->max_age},
             .credentials = typed->tokens.credentials,
             .basic = typed->tokens.basic,
             .audience = typed->tokens.audience,
             .assertion = typed->tokens.assertion,
             .identity = typed->tokens.identity},
            actor_of(request, visitor), request.received);
        if (set) return context.redirect_to(with_done(path_of_site(request), "site_changed"));
        if (set.error() == service::SetSiteError::NoSuchSite) return not_found(context, request);
        problems = problems_of(set.error());
    }
    return refuse(context, std::move(view), problems);
}

}  // namespace postern::portal::admin::sites
