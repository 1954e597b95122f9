#include "service/access/access_notice.hpp"

namespace postern::service {

namespace {

/// `detail`: as in MailDetails.
std::optional<NewMail> notice(const UserRow& user, const char* detail, std::string_view name,
                              const std::optional<TimePoint>& until, TimePoint now) {
    if (!user.email) return std::nullopt;
    NewMail mail{.kind = MailKind::AccessChanged,
                 .user_id = user.id,
                 .to = *user.email,
                 .language = user.language,
                 .details = {{detail, std::string{name}}},
                 .created_at = now};
    if (until) mail.details["until"] = to_rfc3339(*until);
    return mail;
}

}  // namespace

std::optional<NewMail> grant_notice(const UserRow& user, AccessAct act, const Granted& what,
                                    const std::optional<TimePoint>& until, TimePoint now) {
    const bool is_given = act == AccessAct::Given;
    const bool is_role = what.kind == Granted::Kind::Role;
    const char* const of_role = is_given ? "role_granted" : "role_revoked";
    const char* const of_permission = is_given ? "permission_granted" : "permission_revoked";
    return notice(user, is_role ? of_role : of_permission, what.name, until, now);
}

std::optional<NewMail> group_notice(const UserRow& user, AccessAct act, std::string_view group,
                                    const std::optional<TimePoint>& until, TimePoint now) {
    return notice(user, act == AccessAct::Given ? "group_joined" : "group_left", group, until, now);
}

}  // namespace postern::service
