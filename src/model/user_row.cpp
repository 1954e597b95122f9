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
      delete_at{user.delete_at} {}

bool UserRow::is_damaged(UserField field) const noexcept {
    return std::ranges::find(damaged, field) != damaged.end();
}

std::optional<User> usable_user(const UserRow& row) {
    const auto matters = [](UserField field) {
        return field != UserField::Language && field != UserField::TimeZone;
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
                .delete_at = row.delete_at};
}

}  // namespace postern
