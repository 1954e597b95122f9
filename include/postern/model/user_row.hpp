/// UserRow: the row of a user as far as it can be read.
///
/// A row that was edited by hand may hold what Postern never writes. Visitors cannot be such a
/// user, but an administrator can act on them: what cannot be read is missing here and is named in
/// `damaged`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/model/user.hpp"

namespace postern {

enum class UserField {
    PublicId,
    Email,
    DisplayName,
    CreatedAt,
    Language,
    TimeZone,
    EmailVerifiedAt,
    DeleteAt,
    Username,
    GivenName,
    FamilyName,
    WaitingSince,
};

/// `display_name` and so on: the column.
std::string_view to_text(UserField field) noexcept;

struct UserRow {
    UserRow() = default;
    // NOLINTNEXTLINE(google-explicit-constructor): every user is one
    UserRow(const User& user);

    bool is_damaged(UserField field) const noexcept;

    UserId id{};
    std::optional<PublicId> public_id{};
    std::optional<EmailAddress> email{};
    std::optional<DisplayName> display_name{};
    bool disabled = false;
    std::optional<TimePoint> created_at{};
    std::string language{};
    std::string time_zone{};
    std::optional<TimePoint> email_verified_at{};
    std::optional<TimePoint> delete_at{};
    std::optional<Username> username{};
    std::string given_name{};
    std::string family_name{};
    std::optional<TimePoint> waiting_since{};
    std::vector<UserField> damaged{};  ///< each once, in the order of UserField
};

/// The user, if nothing but the language, the time zone, the given and the family name is damaged:
/// without those, everything works.
std::optional<User> usable_user(const UserRow& row);

}  // namespace postern
