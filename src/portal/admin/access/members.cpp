// /admin/groups/{name}/add and /remove: who is in a group.
#include <algorithm>

#include "portal/admin/access/forms.hpp"
#include "portal/admin/access/handlers.hpp"
#include "portal/admin/access/parts.hpp"
#include "portal/admin/access/views.hpp"
#include "postern/service/account/user_service.hpp"

namespace postern::portal::admin::access {

namespace {

using http::Status;
using service::GroupError;

AddMembersView add_view(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor,
                        const std::string& group, const MembersForm& form) {
    return {.frame = admin_frame(context, services, request, visitor, AdminPage::Groups),
            .group = group,
            .addresses = form.typed,
            .until = day_field(form.day, request, visitor),
            .most = std::to_string(MembersForm::kMostAddresses),
            .gives = given_to(services, group).rows()};
}

/// The users of these addresses; those that nobody has are noted in the view.
std::vector<User> users_of(const Services& services, const MembersForm& form,
                           AddMembersView& view) {
    std::vector<User> users;
    view.no_addresses = form.addresses.empty();
    view.too_many = form.addresses.size() > MembersForm::kMostAddresses;
    if (view.too_many) return users;
    for (const auto& address : form.addresses) {
        if (auto user = services.users.find(address))
            users.push_back(std::move(*user));
        else
            view.unknown.push_back({address});
    }
    return users;
}

/// A membership that ends sooner than before is taken away, one that ends later is given.
std::optional<TimePoint> latest_end(const Services& services, const std::string& group,
                                    const std::vector<User>& users,
                                    const std::optional<TimePoint>& end) {
    std::optional<TimePoint> latest = end;
    for (const User& user : users)
        for (const Membership& present : services.groups.groups_of(user.id))
            if (present.group == group) latest = later(latest, present.expires_at);
    return latest;
}

bool is_fit(const AddMembersView& view) {
    return !view.no_addresses && !view.too_many && view.unknown.empty() && !view.until.bad;
}

/// Lets them in one after the other. Nothing: all are in.
std::optional<GroupError> join_all(const Services& services, AddMembersView& view,
                                   const std::vector<User>& users,
                                   const std::optional<TimePoint>& end, const Actor& actor,
                                   TimePoint now) {
    for (const User& user : users) {
        const auto joined = services.groups.join(view.group, user, end, actor, now);
        if (joined) continue;
        if (joined.error() == GroupError::TooMany) view.too_many_groups = user.email.text();
        return joined.error();
    }
    return std::nullopt;
}

RemoveMemberView remove_view(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor,
                             const std::string& group, const User& user) {
    return {.frame = admin_frame(context, services, request, visitor, AdminPage::Groups),
            .group = group,
            .user = user.public_id.text(),
            .email = user.email.text(),
            .takes = given_to(services, group).rows()};
}

/// A user who is in the group; nobody else can be looked up here.
std::optional<User> member(const Services& services, const std::string& group,
                           const std::optional<PublicId>& id) {
    auto user = id ? services.users.find(id->text()) : std::nullopt;
    if (!user) return std::nullopt;
    const auto groups = services.groups.groups_of(user->id);
    return std::ranges::find(groups, group, &Membership::group) == groups.end() ? std::nullopt
                                                                                : std::move(user);
}

}  // namespace

http::Response get_add_members(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor) {
    const auto group = services.groups.find(in_path(request, "name"));
    if (!group) return not_found(context, request);
    return context.pages.draw(Status::Ok,
                              add_view(context, services, request, visitor, group->name, {}));
}

http::Response post_add_members(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor) {
    const auto form = MembersForm::parse(request);
    if (!form) return bad_form(context, request);
    const auto group = services.groups.find(in_path(request, "name"));
    if (!group) return not_found(context, request);
    auto view = add_view(context, services, request, visitor, group->name, *form);
    const auto users = users_of(services, *form, view);
    if (is_fit(view)) {
        const auto end = end_of(view.until, visitor);
        view.problems.more_than_you_have = !may_give_group(
            services, group->name, latest_end(services, group->name, users, end), request, visitor);
        if (!view.problems.any()) {
            const auto refused =
                join_all(services, view, users, end, actor_of(request, visitor), request.received);
            if (!refused)
                return context.redirect_to(
                    with_done("/admin/groups/" + group->name, "members_added") +
                    "&count=" + std::to_string(users.size()));
            view.problems = problems_of(*refused);
        }
    }
    return context.pages.draw(status_of(view.problems), view);
}

http::Response get_remove_member(const Context& context, const Services& services,
                                 const http::Request& request, const SessionWithUser& visitor) {
    const auto& group = in_path(request, "name");
    const auto user =
        member(services, group, PublicId::parse(request.query_value("user").value_or("")));
    if (!user) return not_found(context, request);
    return context.pages.draw(Status::Ok,
                              remove_view(context, services, request, visitor, group, *user));
}

http::Response post_remove_member(const Context& context, const Services& services,
                                  const http::Request& request, const SessionWithUser& visitor) {
    const auto form = MemberForm::parse(request);
    if (!form) return bad_form(context, request);
    const auto& group = in_path(request, "name");
    const auto user = member(services, group, form->user);
    if (!user) return not_found(context, request);
    GrantProblems problems{.more_than_you_have =
                               !may_give_group(services, group, std::nullopt, request, visitor)};
    if (!problems.any()) {
        const auto left =
            services.groups.leave(group, *user, actor_of(request, visitor), request.received);
        if (left) return context.redirect_to(with_done("/admin/groups/" + group, "member_removed"));
        problems = problems_of(left.error());
    }
    auto view = remove_view(context, services, request, visitor, group, *user);
    view.problems = problems;
    return context.pages.draw(status_of(problems), view);
}

}  // namespace postern::portal::admin::access
