#include "api/admin/access/requests.hpp"

#include <string_view>
#include <utility>

#include "api/body/query.hpp"

namespace postern::api::admin::access {

namespace {

std::string optional_description(Members& members) {
    return members.optional_text_or_null("description").value_or("");
}

http::FieldProblem not_both(std::string_view field, std::string_view other) {
    return {std::string{field}, "invalid",
            std::string{"Name this or "}.append(other).append(", not both.")};
}

/// One of two members: whether it is the first, and its text. A problem is noted where neither or
/// both are there.
std::pair<bool, std::string> one_of(Members& members, std::string_view first,
                                    std::string_view second) {
    const bool is_first = members.has(first) || !members.has(second);
    if (members.has(first) && members.has(second)) {
        members.pass_over({second});
        members.refuse(not_both(second, first));
    }
    return {is_first, members.required_text(is_first ? first : second)};
}

http::FieldProblem no_user_id() {
    return {"user", "unknown", "Use the id of a user, 22 characters."};
}

GrantHolder read_holder(Members& members) {
    auto [is_user, name] = one_of(members, "user", "group");
    if (is_user && !name.empty() && !PublicId::parse(name)) members.refuse(no_user_id());
    return {.kind = is_user ? GrantHolder::Kind::User : GrantHolder::Kind::Group,
            .name = std::move(name)};
}

Granted read_granted(Members& members) {
    auto [is_role, name] = one_of(members, "role", "permission");
    return {is_role ? Granted::Kind::Role : Granted::Kind::Permission, std::move(name)};
}

}  // namespace

Result<NewGroup, RequestError> NewGroup::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    NewGroup group{.name = members->required_text("name"),
                   .description = optional_description(*members)};
    if (auto error = members->finish()) return fail(std::move(*error));
    return group;
}

Result<GroupPatch, RequestError> GroupPatch::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    GroupPatch patch{.description = members->optional_text_or_null("description")};
    if (auto error = members->finish()) return fail(std::move(*error));
    return patch;
}

Result<NewMembership, RequestError> NewMembership::parse(const http::Request& request) {
    if (request.body.empty()) return NewMembership{};
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    const NewMembership membership{.expires_at = members->optional_time("expires_at")};
    if (auto error = members->finish()) return fail(std::move(*error));
    return membership;
}

Result<Permission, RequestError> parse_permission(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    Permission permission{.name = members->required_text("name"),
                          .description = optional_description(*members),
                          .resource = members->required_text("resource"),
                          .action = members->required_text("action")};
    if (auto error = members->finish()) return fail(std::move(*error));
    return permission;
}

Result<NewRole, RequestError> NewRole::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    NewRole role{
        .name = members->required_text("name"),
        .description = optional_description(*members),
        .permissions = members->optional_texts("permissions").value_or(std::vector<std::string>{})};
    if (auto error = members->finish()) return fail(std::move(*error));
    return role;
}

Result<RolePatch, RequestError> RolePatch::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    RolePatch patch{.description = members->optional_text_or_null("description"),
                    .permissions = members->optional_texts("permissions"),
                    .seen = members->optional_texts("seen_permissions")};
    if (auto error = members->finish()) return fail(std::move(*error));
    return patch;
}

Result<NewGrant, RequestError> NewGrant::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    NewGrant grant{.holder = read_holder(*members),
                   .what = read_granted(*members),
                   .expires_at = members->optional_time("expires_at")};
    if (auto error = members->finish()) return fail(std::move(*error));
    return grant;
}

Result<GrantQuery, RequestError> GrantQuery::parse(const http::Request& request) {
    auto page = parse_page_request(request, NewestFirst::parse);
    if (!page) return fail(page.error());
    GrantQuery query{.page = std::move(*page)};
    std::vector<http::FieldProblem> problems;
    const auto user = query_text(request, "user", problems);
    const auto group = query_text(request, "group", problems);
    if (user && group) problems.push_back(not_both("group", "user"));
    if (user && !PublicId::parse(*user)) problems.push_back(no_user_id());
    if (!problems.empty()) return fail(validation_failed(std::move(problems)));
    if (user) query.holder = GrantHolder{.kind = GrantHolder::Kind::User, .name = *user};
    if (group) query.holder = GrantHolder{.kind = GrantHolder::Kind::Group, .name = *group};
    return query;
}

}  // namespace postern::api::admin::access
