/// profile_field: what users say of themselves beyond their name, as the configuration asks for it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern {

enum class ProfileFieldKind {
    Text,    ///< one line
    Date,    ///< `1990-12-31`
    Choice,  ///< one of a list
    Phone,   ///< `+49301234567`: E.164, 7 to 15 digits
};

/// `text`, `date`, `choice` or `phone`.
std::string_view to_text(ProfileFieldKind kind) noexcept;
std::optional<ProfileFieldKind> parse_profile_field_kind(std::string_view text) noexcept;

inline constexpr std::size_t kMaxProfileFields = 20;
inline constexpr std::size_t kMaxProfileValueCodePoints = 200;

struct ProfileField {
    std::string name;  ///< see is_profile_field_name()
    ProfileFieldKind kind = ProfileFieldKind::Text;
    std::map<std::string, std::string, std::less<>> labels{};  ///< by language; at least one
    std::vector<std::string> choices{};                        ///< of Choice; as they are stored
    bool required = false;
    std::vector<std::string> sites{};  ///< by name: those that are told the value; each once

    /// In this language, else in the fallback, else in any; the name where there is none.
    const std::string& label(std::string_view language, std::string_view fallback) const;
};

inline constexpr std::size_t kMaxSitesOfProfileField = 100;

/// By the name of the field; fields without a value are not in it.
using ProfileValues = std::map<std::string, std::string, std::less<>>;

/// True for 1 to 32 characters of a-z, 0-9 and '_' that begin with a letter.
bool is_profile_field_name(std::string_view text) noexcept;

/// What is stored for what was typed: a line without needless spaces, a date of the calendar from
/// 1900 on, a choice of the list, a telephone number without spaces and brackets. Empty for what is
/// empty. Nothing when it does not fit the field.
std::optional<std::string> parse_profile_value(const ProfileField& field, std::string_view typed);

/// Those that are required and have no value, or one that does not fit any more.
std::vector<const ProfileField*> missing_fields(const std::vector<ProfileField>& fields,
                                                const ProfileValues& values);

}  // namespace postern
