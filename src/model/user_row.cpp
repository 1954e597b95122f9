#include "postern/model/user_row.hpp"

#include <algorithm>
#include <cstdlib>

namespace postern {

std::string_view to_text(UserField field) noexcept {
    switch (field) {
        case UserField::PublicId:
            return "public_id";
        case UserField::Email:
            return "email";
        case UserField::DisplayName:
            return "display_name";
        case UserField::CreatedAt:
            return "created_at";
        case UserField::Language:
            return "language";
        case UserField::TimeZone:
            return "time_zone";
        case UserField::EmailVerifiedAt:
            return "email_verified_at";
        case UserField::DeleteAt:
            return "delete_at";
        case UserField::Username:
            return "username";
        case UserField::GivenName:
            return "given_name";
        case UserField::FamilyName:
            return "family_name";
        case UserField::WaitingSince:
            return "waiting_since";
    }
    std::abort();  // a value outside the enum is a bug
}

UserRow::UserRow(const User& user)
    : id{user.id},
      public_id{user.public_id},
      email{user.email},
      display_name{user.display_name},
      disabled{user.disabled},
      created_at{user.created_at},
      language{user.language},
      time_zone{user.time_zone},
      email_verified_at{user.email_verified_at},
      delete_at{user.delete_at},
      username{user.username},
      given_name{user.given_name},
      family_name{user.family_name},
      waiting_since{user.waiting_since} {}

bool UserRow::is_damaged(UserField field) const noexcept {
    return std::ranges::find(damaged, field) != damaged.end();
}

std::optional<User> usable_user(const UserRow& row) {
    const auto matters = [](UserField field) {
        return field != UserField::Language && field != UserField::TimeZone &&
               field != UserField::GivenName && field != UserField::FamilyName;
    };
    if (std::ranges::any_of(row.damaged, matters)) return std::nullopt;
    return User{.id = row.id,
                .public_id = row.public_id.value(),
                .email = row.email.value(),
                .display_name = row.display_name.value(),
                .disabled = row.disabled,
                .created_at = row.created_at.value(),
                .language = row.language,
                .time_zone = row.time_zone,
                .email_verified_at = row.email_verified_at,
                .delete_at = row.delete_at,
                .username = row.username,
                .given_name = row.given_name,
                .family_name = row.family_name,
                .waiting_since = row.waiting_since};
}

}  // namespace postern
