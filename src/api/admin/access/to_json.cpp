#include "api/admin/access/to_json.hpp"

#include <optional>
#include <string>

namespace postern::api::admin::access {

namespace {

using json::Json;

Json text_or_null(const std::string& text) { return text.empty() ? Json{} : Json{text}; }

Json time_or_null(const std::optional<TimePoint>& time) {
    return time ? Json{to_rfc3339(*time)} : Json{};
}

}  // namespace

Json to_json(const Group& group, std::uint64_t members) {
    return Json::Object{{"name", group.name},
                        {"description", text_or_null(group.description)},
                        {"members", static_cast<std::int64_t>(members)},
                        {"created_at", to_rfc3339(group.created_at)}};
}

Json to_json(const Membership& membership) {
    return Json::Object{{"id", membership.user.text()},
                        {"email", membership.email},
                        {"granted_at", to_rfc3339(membership.granted_at)},
                        {"granted_by", membership.granted_by},
                        {"expires_at", time_or_null(membership.expires_at)}};
}

Json to_json(const Permission& permission) {
    return Json::Object{{"name", permission.name},
                        {"description", text_or_null(permission.description)},
                        {"resource", permission.resource},
                        {"action", permission.action}};
}

Json to_json(const Role& role) {
    return Json::Object{
        {"name", role.name},
        {"description", text_or_null(role.description)},
        {"permissions", Json::Array{role.permissions.begin(), role.permissions.end()}},
        {"created_at", to_rfc3339(role.created_at)}};
}

Json to_json(const Grant& grant) {
    const bool of_user = grant.holder.kind == GrantHolder::Kind::User;
    const bool is_role = grant.what.kind == Granted::Kind::Role;
    const auto name_if = [](bool is, const std::string& name) { return is ? Json{name} : Json{}; };
    return Json::Object{{"id", grant.id.text()},
                        {"user", name_if(of_user, grant.holder.name)},
                        {"email", name_if(of_user, grant.holder.email)},
                        {"group", name_if(!of_user, grant.holder.name)},
                        {"role", name_if(is_role, grant.what.name)},
                        {"permission", name_if(!is_role, grant.what.name)},
                        {"granted_at", to_rfc3339(grant.granted_at)},
                        {"granted_by", grant.granted_by},
                        {"expires_at", time_or_null(grant.expires_at)}};
}

}  // namespace postern::api::admin::access
