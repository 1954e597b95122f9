// GET /admin/users/{id}.
#include <algorithm>

#include "portal/admin/frame/sight.hpp"
#include "portal/admin/users/common.hpp"
#include "portal/admin/users/handlers.hpp"
#include "postern/service/access/grant_service.hpp"
#include "postern/service/access/group_service.hpp"
#include "postern/service/account/factor_service.hpp"
#include "postern/service/admin/audit_reader.hpp"
#include "postern/service/admin/outbox_service.hpp"
#include "postern/service/admin/session_directory.hpp"
#include "postern/service/admin/user_directory.hpp"
#include "postern/service/token/personal_token_service.hpp"
#include "postern/service/token/token_service.hpp"

namespace postern::portal::admin::users {

namespace {

using service::AdminAction;
using service::AdminArea;

constexpr std::size_t kSessionsShown = 10;
constexpr std::size_t kEntriesShown = 10;
/// The outbox is not sorted by user; more than this do not wait unless the mail server is away.
constexpr std::size_t kMailsLookedThrough = 100;

/// Everything that the page needs to put a value on it.
struct Drawing {
    const Context& context;
    const Services& services;
    const http::Request& request;
    const User& user;
    const Frame& frame;

    Moment moment(TimePoint time) const { return moment_on(context, frame, time); }
    Moment moment(const std::optional<TimePoint>& time) const {
        return time ? moment(*time) : Moment{};
    }
};

void add_person(const Drawing& d, const store::ListedUser& listed, UserView& view) {
    const User& user = listed.user;
    view.id = user.public_id.text();
    view.email = user.email.text();
    view.display_name = user.display_name.text();
    view.username = user.username ? user.username->text() : std::string{};
    view.given_name = user.given_name;
    view.family_name = user.family_name;
    view.language = user.language;
    view.time_zone = user.time_zone;
    view.state = listed.state;
    view.disabled = user.disabled;
    view.confirmed = d.moment(user.email_verified_at);
    view.delete_at = d.moment(user.delete_at);
    view.created = d.moment(user.created_at);
    view.last_sign_in = d.moment(listed.last_sign_in_at);
}

void add_factors(const Drawing& d, UserView& view) {
    const auto has = d.services.factors.overview(d.user);
    view.app = has.totp.has_value();
    if (has.totp) view.app_since = d.moment(has.totp->created_at);
    for (const auto& key : has.passkeys)
        view.passkeys.push_back({.name = key.name,
                                 .security_key = key.kind == PasskeyKind::SecurityKey,
                                 .added = d.moment(key.created_at),
                                 .last_used = d.moment(key.last_used_at)});
    if (has.codes) view.codes_left = has.codes->left;
}

void add_groups(const Drawing& d, UserView& view) {
    Actors actors{d.services.users};
    for (const auto& membership : d.services.groups.groups_of(d.user.id)) {
        if (membership.expires_at && *membership.expires_at <= d.request.received) continue;
        view.groups.push_back({.name = membership.group,
                               .until = d.moment(membership.expires_at),
                               .since = d.moment(membership.granted_at),
                               .by = actors.of(membership.granted_by)});
    }
}

void add_permissions(const Drawing& d, UserView& view) {
    for (const auto& held : d.services.grants.held_by(d.user.id, d.request.received))
        view.permissions.push_back({.name = held.permission.name,
                                    .resource = held.permission.resource,
                                    .action = held.permission.action,
                                    .role = held.by_role,
                                    .group = held.by_group,
                                    .until = d.moment(held.until)});
}

void add_sessions(const Drawing& d, UserView& view) {
    const auto part = d.services.sessions.list({.user = d.user.public_id}, "", kSessionsShown,
                                               d.request.received);
    for (const auto& [session, user] : part.items)
        view.sessions.push_back({.id = session.public_id.text(),
                                 .device = {describe_device(session.user_agent), session.address},
                                 .signed_in = d.moment(session.created_at),
                                 .last_seen = d.moment(session.last_seen_at)});
    view.more_sessions = !part.next.empty();
}

void add_tokens(const Drawing& d, UserView& view) {
    for (const auto& family : d.services.tokens.list(d.user, d.request.received))
        view.tokens.push_back({.name = program_name(family),
                               .personal = false,
                               .device = {describe_device(family.user_agent), family.address},
                               .scopes = family.scopes.text(),
                               .made = d.moment(family.created_at),
                               .last_used = d.moment(family.used_at),
                               .ends = d.moment(ends_at(family))});
    for (const auto& token : d.services.personal_tokens.list(d.user, d.request.received))
        view.tokens.push_back({.name = token.name,
                               .personal = true,
                               .device = {{}, token.address},
                               .scopes = token.scopes.text(),
                               .made = d.moment(token.created_at),
                               .last_used = d.moment(token.last_used_at),
                               .ends = d.moment(token.expires_at)});
}

void add_entries(const Drawing& d, UserView& view) {
    const auto& words = d.context.pages.words();
    Actors actors{d.services.users};
    const auto part = d.services.audit.list({.user = d.user.public_id}, "", kEntriesShown);
    for (const auto& read : part.items) {
        const AuditEntry& entry = read.entry.entry;
        const std::string event = "history.event." + std::string{to_text(entry.event)};
        view.entries.push_back({.event = words.text(d.frame.language, event),
                                .detail = entry.detail,
                                .result = entry.result,
                                .at = d.moment(entry.at),
                                .address = entry.address,
                                .actor = actors.of(entry.actor).text()});
    }
}

void add_mails(const Drawing& d, UserView& view) {
    const auto part = d.services.outbox.list("", kMailsLookedThrough);
    for (const auto& entry : part.items)
        if (entry.to == d.user.email)
            view.mails.push_back({.kind = std::string{to_text(entry.kind)},
                                  .created = d.moment(entry.created_at),
                                  .given_up = entry.failed_at.has_value()});
    view.more_mails = !part.next.empty();
}

}  // namespace

http::Response get_user(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor) {
    const auto id = PublicId::parse(in_path(request, "id"));
    const auto listed = id ? services.directory.find(*id, request.received) : std::nullopt;
    if (!listed) return context.error_page(http::PipelineError::NotFound, request);
    const User& user = listed->user;
    const Sight sight{services, visitor, request.received};
    UserView view{.frame = users_frame(context, services, request, visitor,
                                       "postern user show " + user.public_id.text()),
                  .seen = {.groups = sight.sees(AdminArea::Groups),
                           .permissions = sight.sees(AdminArea::Roles),
                           .sessions = sight.sees(AdminArea::Sessions),
                           .audit = sight.sees(AdminArea::Audit),
                           .mails = sight.sees(AdminArea::Mail)},
                  .out_of_reach = !may_act_on(services, request, visitor, user),
                  .is_visitor = user.id == visitor.user.id,
                  .may_change_groups = sight.changes(AdminArea::Groups),
                  .may_end_sessions = sight.changes(AdminArea::Sessions),
                  .mail_enabled = context.settings.mail_enabled};
    const Drawing drawing{context, services, request, user, view.frame};
    add_person(drawing, *listed, view);
    add_factors(drawing, view);
    if (view.seen.groups) add_groups(drawing, view);
    if (view.seen.permissions) add_permissions(drawing, view);
    if (view.seen.sessions) add_sessions(drawing, view);
    add_tokens(drawing, view);
    if (view.seen.audit) add_entries(drawing, view);
    if (view.seen.mails) add_mails(drawing, view);
    return context.pages.draw(http::Status::Ok, view);
}

}  // namespace postern::portal::admin::users
