// GET /admin/groups, /admin/groups/{name}, and the forms of a group itself.
#include <algorithm>

#include "portal/admin/access/forms.hpp"
#include "portal/admin/access/handlers.hpp"
#include "portal/admin/access/parts.hpp"
#include "portal/admin/access/views.hpp"
#include "portal/admin/frame/sight.hpp"
#include "postern/base/bytes.hpp"
#include "postern/service/account/user_service.hpp"

namespace postern::portal::admin::access {

namespace {

using http::Status;
using service::AdminArea;
using service::GroupError;

constexpr std::size_t kMembersOfPage = 100;
constexpr std::uint64_t kCounted = 100;  // of the members of a group in the list

std::vector<MemberRow> member_rows(const Context& context, const Services& services,
                                   const Frame& frame, const http::Request& request,
                                   const std::vector<Membership>& members) {
    Actors actors{services.users};
    std::vector<MemberRow> rows;
    for (const Membership& member : members)
        rows.push_back({.id = member.user.text(),
                        .email = member.email,
                        .until = until_of(context, frame, member.expires_at, request.received),
                        .added = moment_on(context, frame, member.granted_at),
                        .by = actors.of(member.granted_by)});
    return rows;
}

/// The sites whose rules name the group, of those that the visitor may see.
std::vector<NamingRow> naming_rows_for(const Sight& sight, const Services& services,
                                       const std::string& name) {
    auto named = services.rules.naming(RuleSubject::Kind::Group, name);
    std::erase_if(named, [&](const service::NamedInRules& one) {
        return !sight.sees(AdminArea::Sites, one.site) && !sight.sees(AdminArea::Rules, one.site);
    });
    return naming_rows(named);
}

std::uint64_t members_of(const Services& services, const std::string& name, TimePoint now) {
    for (const auto& [group, members] : services.groups.list(now))
        if (group.name == name) return members;
    return 0;
}

GroupFormView form_view(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor,
                        const GroupForm& form, bool is_new) {
    return {.frame = admin_frame(context, services, request, visitor, AdminPage::Groups),
            .is_new = is_new,
            .name = is_new ? form.name : in_path(request, "name"),
            .description = form.description};
}

http::Response refuse_form(const Context& context, GroupFormView view, GroupError error) {
    view.bad_name = error == GroupError::BadName;
    view.name_taken = error == GroupError::NameTaken;
    view.bad_description = error == GroupError::BadDescription;
    return context.pages.draw(view.name_taken ? Status::Conflict : Status::UnprocessableContent,
                              view);
}

DeleteGroupView delete_view(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor,
                            const std::string& name) {
    return {.frame = admin_frame(context, services, request, visitor, AdminPage::Groups),
            .name = name,
            .members = members_of(services, name, request.received),
            .takes = given_to(services, name).rows(),
            .named_by = naming_rows_for({services, visitor, request.received}, services, name)};
}

}  // namespace

http::Response get_groups(const Context& context, const Services& services,
                          const http::Request& request, const SessionWithUser& visitor) {
    const Sight sight{services, visitor, request.received};
    GroupsView view{.frame = admin_frame(context, services, request, visitor, AdminPage::Groups),
                    .may_add = sight.changes(AdminArea::Groups)};
    view.frame.command = "postern group list";
    for (const auto& [group, members] : services.groups.list(request.received, kCounted + 1))
        if (sight.sees(AdminArea::Groups, group.name))
            view.groups.push_back(
                {group.name, group.description, std::min(members, kCounted), members > kCounted});
    return context.pages.draw(Status::Ok, view);
}

http::Response get_new_group(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor) {
    return context.pages.draw(Status::Ok, form_view(context, services, request, visitor, {}, true));
}

http::Response post_new_group(const Context& context, const Services& services,
                              const http::Request& request, const SessionWithUser& visitor) {
    const auto form = GroupForm::parse(request);
    if (!form) return bad_form(context, request);
    const auto added = services.groups.add(form->name, form->description,
                                           actor_of(request, visitor), request.received);
    if (added) return context.redirect_to(with_done("/admin/groups/" + added->name, "group_added"));
    return refuse_form(context, form_view(context, services, request, visitor, *form, true),
                       added.error());
}

http::Response get_group(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor) {
    const auto group = services.groups.find(in_path(request, "name"));
    if (!group) return not_found(context, request);
    const auto after = to_list_start(request.query_value("after").value_or(""));
    const auto page = services.groups.members(group->name, after.value_or(0), kMembersOfPage);
    const auto given = given_to(services, group->name);
    GroupView view{
        .frame = admin_frame(context, services, request, visitor, AdminPage::Groups),
        .name = group->name,
        .description = group->description,
        .pager = pager_of(context, request, page.complete ? "" : std::to_string(page.last), !after),
        .named_by = naming_rows_for({services, visitor, request.received}, services, group->name),
        .roles = text_rows(given.roles),
        .permissions = text_rows(given.permissions)};
    view.members = member_rows(context, services, view.frame, request, page.members);
    view.may_add = view.frame.may_write;
    view.frame.restarted = !after;
    view.frame.command = "postern group members " + group->name;
    return context.pages.draw(Status::Ok, view);
}

http::Response get_edit_group(const Context& context, const Services& services,
                              const http::Request& request, const SessionWithUser& visitor) {
    const auto group = services.groups.find(in_path(request, "name"));
    if (!group) return not_found(context, request);
    const GroupForm form{group->name, group->description};
    return context.pages.draw(Status::Ok,
                              form_view(context, services, request, visitor, form, false));
}

http::Response post_edit_group(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor) {
    const auto form = GroupForm::parse(request);
    if (!form) return bad_form(context, request);
    const auto& name = in_path(request, "name");
    const auto changed = services.groups.describe(name, form->description,
                                                  actor_of(request, visitor), request.received);
    if (changed) return context.redirect_to(with_done("/admin/groups/" + name, "group_changed"));
    if (changed.error() == GroupError::NoSuchGroup) return not_found(context, request);
    return refuse_form(context, form_view(context, services, request, visitor, *form, false),
                       changed.error());
}

http::Response get_delete_group(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor) {
    const auto group = services.groups.find(in_path(request, "name"));
    if (!group) return not_found(context, request);
    return context.pages.draw(Status::Ok,
                              delete_view(context, services, request, visitor, group->name));
}

http::Response post_delete_group(const Context& context, const Services& services,
                                 const http::Request& request, const SessionWithUser& visitor) {
    const auto form = SureForm::parse(request);
    if (!form) return bad_form(context, request);
    const auto group = services.groups.find(in_path(request, "name"));
    if (!group) return not_found(context, request);
    GrantProblems problems{.more_than_you_have = !may_give_group(services, group->name,
                                                                 std::nullopt, request, visitor),
                           .not_sure = !form->sure};
    if (!problems.any()) {
        const auto removed =
            services.groups.remove(group->name, actor_of(request, visitor), request.received);
        if (removed) return context.redirect_to(with_done("/admin/groups", "group_deleted"));
        problems = problems_of(removed.error());
    }
    auto view = delete_view(context, services, request, visitor, group->name);
    view.problems = problems;
    return context.pages.draw(status_of(problems), view);
}

}  // namespace postern::portal::admin::access
