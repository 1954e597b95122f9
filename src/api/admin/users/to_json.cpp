#include "api/admin/users/to_json.hpp"

#include <utility>

#include "api/body/to_json.hpp"

namespace postern::api::admin::users {

namespace {

using json::Json;

Json text_or_null(const std::string& text) { return text.empty() ? Json{} : Json{text}; }

Json time_or_null(const std::optional<TimePoint>& time) {
    return time ? Json{to_rfc3339(*time)} : Json{};
}

Json::Array to_array(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

Json to_json(const Passkey& passkey) {
    return Json::Object{{"id", passkey.public_id.text()},
                        {"kind", to_text(passkey.kind)},
                        {"name", passkey.name},
                        {"created_at", to_rfc3339(passkey.created_at)},
                        {"last_used_at", time_or_null(passkey.last_used_at)}};
}

}  // namespace

Json to_json(const store::ListedUser& listed) {
    Json::Object object = *api::to_json(listed.user).object();
    object.emplace_back("state", to_text(listed.state));
    object.emplace_back("disabled", listed.user.disabled);
    object.emplace_back("delete_at", time_or_null(listed.user.delete_at));
    object.emplace_back("second_factor", listed.second_factor);
    object.emplace_back("last_sign_in_at", time_or_null(listed.last_sign_in_at));
    object.emplace_back("groups", to_array(listed.groups));
    return object;
}

Json to_json(const SessionWithUser& found, const PublicId& current) {
    Json::Object object = *api::to_json(found.session, current).object();
    object.emplace_back("user", Json::Object{{"id", found.user.public_id.text()},
                                             {"email", found.user.email.text()}});
    return object;
}

Json to_json(const service::FactorOverview& overview) {
    Json totp;
    if (overview.totp)
        totp = Json::Object{{"created_at", to_rfc3339(overview.totp->created_at)},
                            {"last_used_at", time_or_null(overview.totp->last_used_at)}};
    Json codes;
    if (overview.codes)
        codes = Json::Object{{"left", overview.codes->left},
                             {"created_at", to_rfc3339(overview.codes->created_at)}};
    Json::Array passkeys;
    for (const auto& passkey : overview.passkeys) passkeys.push_back(to_json(passkey));
    return Json::Object{{"totp", std::move(totp)},
                        {"passkeys", std::move(passkeys)},
                        {"recovery_codes", std::move(codes)}};
}

Json to_json(const Membership& membership) {
    return Json::Object{{"group", membership.group},
                        {"granted_at", to_rfc3339(membership.granted_at)},
                        {"granted_by", membership.granted_by},
                        {"expires_at", time_or_null(membership.expires_at)}};
}

Json to_json(const store::HeldPermission& held) {
    return Json::Object{
        {"permission", held.permission.name},      {"resource", held.permission.resource},
        {"action", held.permission.action},        {"by_role", text_or_null(held.by_role)},
        {"by_group", text_or_null(held.by_group)}, {"until", time_or_null(held.until)}};
}

Json to_json(const TokenFamily& family) {
    return Json::Object{{"id", family.public_id.text()},
                        {"kind", "program"},
                        {"name", text_or_null(family.name)},
                        {"scopes", to_array(family.scopes.words())},
                        {"site", text_or_null(family.site)},
                        {"created_at", to_rfc3339(family.created_at)},
                        {"last_used_at", to_rfc3339(family.used_at)},
                        {"expires_at", to_rfc3339(ends_at(family))},
                        {"address", family.address}};
}

Json to_json(const PersonalToken& token) {
    return Json::Object{{"id", token.public_id.text()},
                        {"kind", "personal"},
                        {"name", token.name},
                        {"scopes", to_array(token.scopes.words())},
                        {"site", Json{}},
                        {"created_at", to_rfc3339(token.created_at)},
                        {"last_used_at", time_or_null(token.last_used_at)},
                        {"expires_at", to_rfc3339(token.expires_at)},
                        {"address", token.address}};
}

}  // namespace postern::api::admin::users
