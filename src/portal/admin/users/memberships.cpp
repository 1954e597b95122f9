// GET and POST /admin/users/{id}/groups and /admin/users/{id}/groups/{name}/leave.
#include <algorithm>
#include <cstdlib>

#include "portal/admin/users/common.hpp"
#include "portal/admin/users/forms.hpp"
#include "portal/admin/users/handlers.hpp"
#include "postern/service/access/giving.hpp"
#include "postern/service/access/group_service.hpp"

namespace postern::portal::admin::users {

namespace {

using service::GroupError;

std::vector<Choice> groups_to_join(const Services& services, const http::Request& request,
                                   const User& user, const std::string& chosen) {
    const auto present = services.groups.groups_of(user.id);
    std::vector<Choice> choices;
    for (const auto& overview : services.groups.list(request.received, 0)) {
        const std::string& name = overview.group.name;
        if (std::ranges::find(present, name, &Membership::group) == present.end())
            choices.push_back({name, name == chosen});
    }
    return choices;
}

JoinView join_view(const Context& context, const Services& services, const http::Request& request,
                   const SessionWithUser& visitor, const User& user, const JoinForm& form) {
    return {.frame = users_frame(context, services, request, visitor, "postern group join"),
            .id = user.public_id.text(),
            .email = user.email.text(),
            .groups = groups_to_join(services, request, user, form.group),
            .day = form.day};
}

/// To the end of that day in UTC.
std::optional<TimePoint> end_of(const std::string& day) {
    return parse_rfc3339(day + "T23:59:59Z");
}

/// Marks what is wrong; false: there is no such group, or no such user.
bool mark(GroupError error, JoinView& view) {
    using enum GroupError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case NoSuchGroup:
        case BadName:
            view.no_group = true;
            return true;
        case BadExpiry:
            view.bad_day = true;
            return true;
        case TooMany:
            view.too_many = true;
            return true;
        case LastAdministrator:
            view.last_administrator = true;
            return true;
        case NoSuchUser:
        case NotMember:
        case NameTaken:
        case NamedByRule:
        case BadDescription:
            return false;
    }
    std::abort();  // a value outside the enum is a bug
}

/// A membership that ends sooner than before is taken away, one that ends later is given.
std::optional<TimePoint> latest_end(const Services& services, const User& user,
                                    std::string_view group, std::optional<TimePoint> until) {
    for (const Membership& present : services.groups.groups_of(user.id))
        if (present.group == group) until = later(until, present.expires_at);
    return until;
}

/// Taking somebody out of a group needs as much as letting somebody in.
bool may_give(const Services& services, const http::Request& request,
              const SessionWithUser& visitor, std::string_view group,
              const std::optional<TimePoint>& until) {
    const auto gifts = service::gifts_of_group(services.grants, group, until, request.received);
    return service::may_give(services.grants, visitor.user.id, gifts, request.received);
}

LeaveView leave_view(const Context& context, const Services& services, const http::Request& request,
                     const SessionWithUser& visitor, const User& user) {
    return {.frame = users_frame(context, services, request, visitor, "postern group leave"),
            .id = user.public_id.text(),
            .email = user.email.text(),
            .group = in_path(request, "name")};
}

bool is_member(const Services& services, const User& user, const std::string& group) {
    const auto present = services.groups.groups_of(user.id);
    return std::ranges::find(present, group, &Membership::group) != present.end();
}

}  // namespace

http::Response get_join(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor) {
    const auto user = user_in_path(services, request);
    if (!user) return context.error_page(http::PipelineError::NotFound, request);
    return context.pages.draw(http::Status::Ok,
                              join_view(context, services, request, visitor, *user, {}));
}

http::Response post_join(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor) {
    const auto form = JoinForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const auto user = user_in_path(services, request);
    if (!user) return context.error_page(http::PipelineError::NotFound, request);
    auto view = join_view(context, services, request, visitor, *user, *form);
    const auto until = form->day.empty() ? std::nullopt : end_of(form->day);
    view.bad_day = !form->day.empty() && !until;
    view.no_group = !services.groups.find(form->group);
    if (view.has_problem()) return context.pages.draw(http::Status::UnprocessableContent, view);
    if (!may_give(services, request, visitor, form->group,
                  latest_end(services, *user, form->group, until))) {
        view.more_than_you_have = true;
        return context.pages.draw(http::Status::Forbidden, view);
    }
    const auto joined = services.groups.join(form->group, *user, until, actor_of(request, visitor),
                                             request.received);
    if (joined) return context.redirect_to(with_done(page_of(*user), "user_joined"));
    if (!mark(joined.error(), view))
        return context.error_page(http::PipelineError::NotFound, request);
    return context.pages.draw(
        view.last_administrator ? http::Status::Conflict : http::Status::UnprocessableContent,
        view);
}

http::Response get_leave(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor) {
    const auto user = user_in_path(services, request);
    if (!user || !is_member(services, *user, in_path(request, "name")))
        return context.error_page(http::PipelineError::NotFound, request);
    return context.pages.draw(http::Status::Ok,
                              leave_view(context, services, request, visitor, *user));
}

http::Response post_leave(const Context& context, const Services& services,
                          const http::Request& request, const SessionWithUser& visitor) {
    const auto user = user_in_path(services, request);
    if (!user) return context.error_page(http::PipelineError::NotFound, request);
    const auto& group = in_path(request, "name");
    auto view = leave_view(context, services, request, visitor, *user);
    if (!may_give(services, request, visitor, group, std::nullopt)) {
        view.more_than_you_have = true;
        return context.pages.draw(http::Status::Forbidden, view);
    }
    const auto left =
        services.groups.leave(group, *user, actor_of(request, visitor), request.received);
    if (left) return context.redirect_to(with_done(page_of(*user), "user_left"));
    if (left.error() != GroupError::LastAdministrator)
        return context.error_page(http::PipelineError::NotFound, request);
    view.last_administrator = true;
    return context.pages.draw(http::Status::Conflict, view);
}

}  // namespace postern::portal::admin::users
