// GET and POST /admin/new-site and /admin/sites/{name}/edit.
#include <cstdlib>
#include <optional>

#include "portal/admin/frame/sight.hpp"
#include "portal/admin/sites/forms.hpp"
#include "portal/admin/sites/handlers.hpp"
#include "portal/admin/sites/parts.hpp"
#include "portal/admin/sites/views.hpp"
#include "postern/base/bytes.hpp"
#include "postern/base/fnv.hpp"

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
    SiteRegistration registration;
};

/// Nothing: a field that is chosen from a list has a value that the list has not.
std::optional<ReadForm> read(const SiteForm& form, SiteProblems& problems) {
    const auto policy = parse_site_policy(form.policy);
    const auto level = to_level(to_number(form.level).value_or(0));
    const auto basic = parse_site_basic(form.basic);
    const auto audience = parse_token_audience(form.audience);
    const auto identity = parse_site_identity(form.identity);
    const auto registration = parse_site_registration(form.registration);
    if (!policy || !level || !basic || !audience || !identity || !registration) return std::nullopt;
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
                               .identity = *identity},
                    .registration = *registration};
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
            .identity = std::string{to_text(site.tokens.identity)},
            .registration = std::string{to_text(site.registration)}};
}

/// Changes whenever one of the settings in the form does. It protects nobody: the form says what
/// they saw.
std::string version_of(const Site& site) {
    const SiteForm form = form_of(site);
    std::string all;
    for (const auto* const value :
         {&form.origin, &form.policy, &form.title, &form.description, &form.contact, &form.level,
          &form.max_age, &form.basic, &form.audience, &form.identity, &form.registration})
        all.append(*value).append(1, '\n');
    for (const bool ticked : {form.cookie, form.token, form.basic_header, form.assertion})
        all.append(ticked ? "1" : "0");
    return std::to_string(fnv1a(all));
}

/// Nothing where both are the same: what somebody else writes at this moment stays.
template <class T>
std::optional<T> if_other(const T& typed, const T& stored) {
    return typed == stored ? std::nullopt : std::optional<T>{typed};
}

/// What differs from the site as it is.
service::TypedSiteChange change_of(const SiteForm& form, const ReadForm& typed, const Site& site) {
    const SiteForm stored = form_of(site);
    const auto text = [](const std::string& now, const std::string& before) {
        return if_other<std::string_view>(now, before);
    };
    // An age with seconds stays, unless somebody types another.
    const bool same_age = form.max_age == stored.max_age;
    return {.origin = text(form.origin, stored.origin),
            .policy = if_other(typed.policy, site.policy),
            .title = text(form.title, stored.title),
            .description = text(form.description, stored.description),
            .contact = text(form.contact, stored.contact),
            .level = if_other(typed.level, site.demand.level),
            .max_age = same_age ? std::nullopt : std::optional{typed.max_age},
            .credentials = if_other(typed.tokens.credentials, site.tokens.credentials),
            .basic = if_other(typed.tokens.basic, site.tokens.basic),
            .audience = if_other(typed.tokens.audience, site.tokens.audience),
            .assertion = if_other(typed.tokens.assertion, site.tokens.assertion),
            .identity = if_other(typed.tokens.identity, site.tokens.identity),
            .registration = if_other(typed.registration, site.registration)};
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
            .identity = std::string{to_text(tokens.identity)},
            .registration = std::string{to_text(SiteRegistration::Inherit)}};
}

SiteFormView view_of(const Context& context, const Services& services, const http::Request& request,
                     const SessionWithUser& visitor, SiteForm form) {
    return {.frame = admin_frame(context, services, request, visitor, AdminPage::Sites),
            .form = std::move(form)};
}

SiteFormView edit_view(const Context& context, const Services& services,
                       const http::Request& request, const SessionWithUser& visitor, SiteForm form,
                       std::string version) {
    auto view = view_of(context, services, request, visitor, std::move(form));
    view.is_new = false;
    view.form.name = in_path(request, "name");
    view.form.version = std::move(version);
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
                        : problems.name_taken || problems.changed_meanwhile
                            ? Status::Conflict
                            : Status::UnprocessableContent;
    return context.pages.draw(status, view);
}

}  // namespace

http::Response get_new_site(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    return context.pages.draw(Status::Ok,
                              view_of(context, services, request, visitor, usual_form()));
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
            {form->title, form->description, form->contact, typed->registration}, demand,
            typed->tokens);
        if (added)
            return context.redirect_to(with_done("/admin/sites/" + added->name, "site_added"));
        problems = problems_of(added.error());
    }
    return refuse(context, view_of(context, services, request, visitor, *form), problems);
}

http::Response get_edit_site(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor) {
    const auto site = services.sites.find(in_path(request, "name"));
    if (!site) return not_found(context, request);
    return context.pages.draw(Status::Ok, edit_view(context, services, request, visitor,
                                                    form_of(*site), version_of(*site)));
}

http::Response post_edit_site(const Context& context, const Services& services,
                              const http::Request& request, const SessionWithUser& visitor) {
    const auto form = SiteForm::parse(request);
    if (!form) return bad_form(context, request);
    const auto site = services.sites.find(in_path(request, "name"));
    if (!site) return not_found(context, request);
    if (form->version != version_of(*site))  // what was typed was meant for something else
        return refuse(
            context,
            edit_view(context, services, request, visitor, form_of(*site), version_of(*site)),
            {.changed_meanwhile = true});
    SiteProblems problems;
    const auto typed = read(*form, problems);
    if (!typed) return bad_form(context, request);
    const auto change = change_of(*form, *typed, *site);
    auto view = edit_view(context, services, request, visitor, *form, version_of(*site));
    problems.not_sure = change.policy == SitePolicy::Public && !form->sure;
    problems.origin_refused = change.origin && view.origin_fixed;
    if (!problems.any()) {
        const auto set =
            services.sites.set(site->name, change, actor_of(request, visitor), request.received);
        if (set) return context.redirect_to(with_done(path_of_site(request), "site_changed"));
        if (set.error() == service::SetSiteError::NoSuchSite) return not_found(context, request);
        problems = problems_of(set.error());
    }
    return refuse(context, std::move(view), problems);
}

}  // namespace postern::portal::admin::sites
