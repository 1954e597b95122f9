/// sample_access: groups, roles and grants for tests of stores.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "postern/model/mail.hpp"
#include "postern/store/grant_store.hpp"
#include "postern/store/group_store.hpp"
#include "support/sample_data.hpp"

namespace postern::test {

inline GrantHolder holder(const User& user) {
    return {.kind = GrantHolder::Kind::User, .name = user.public_id.text()};
}

inline GrantHolder holder_group(std::string_view group) {
    return {.kind = GrantHolder::Kind::Group, .name = std::string{group}};
}

inline Granted role_named(std::string_view name) {
    return {Granted::Kind::Role, std::string{name}};
}

inline Granted permission_named(std::string_view name) {
    return {Granted::Kind::Permission, std::string{name}};
}

/// Its id is sample_id(n).
inline store::NewGrant sample_grant(GrantHolder to, Granted what, unsigned n = 1,
                                    std::optional<TimePoint> expires_at = std::nullopt) {
    return {.id = sample_id(n),
            .holder = std::move(to),
            .what = std::move(what),
            .granted_at = kNow,
            .granted_by = "admin:0",
            .expires_at = expires_at};
}

/// That tells the user of a role.
inline NewMail sample_access_mail(const User& user) {
    return {.kind = MailKind::AccessChanged,
            .user_id = user.id,
            .to = user.email,
            .language = {},
            .details = {{"role_granted", "editor"}},
            .created_at = kNow};
}

/// REQUIRES: the group is not there yet.
inline Group add_group(store::GroupStore& groups, std::string_view name) {
    return groups.add(name, "", kNow, sample_audit()).value();
}

}  // namespace postern::test
