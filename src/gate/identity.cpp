#include "gate/identity.hpp"

#include "postern/model/email_address.hpp"

namespace postern::gate {

std::string_view username_of(const User& user) noexcept {
    return user.username ? std::string_view{user.username->text()} : std::string_view{};
}

Identity identity_of(const User& user, const Assurance& assurance, const HeldFacts& facts) {
    return {.user_id = user.public_id.text(),
            .email = user.email.text(),
            .display_name = user.display_name.text(),
            .assurance = assurance,
            .groups = facts.groups,
            .roles = facts.roles,
            .number = static_cast<std::uint64_t>(user.id),
            .username = username_of(user),
            .given_name = user.given_name,
            .family_name = user.family_name};
}

Identity identity_of(const shm::CachedSession& held, const shm::CachedSession::Texts& texts,
                     const Assurance& assurance, std::span<const std::uint32_t> groups,
                     std::span<const std::uint32_t> roles) {
    const auto parts = to_name_parts(texts[PartsOfName], texts[DisplayName]);
    return {.user_id = texts[UserPublicId],
            .email = texts[Email],
            .display_name = texts[DisplayName],
            .assurance = assurance,
            .groups = groups,
            .roles = roles,
            .number = held.user_id,
            .username = texts[UserName],
            .given_name = parts.given,
            .family_name = parts.family};
}

std::string account_text(std::string_view typed) {
    if (const auto address = EmailAddress::parse(typed)) return address->text();
    if (const auto name = Username::parse(typed)) return name->text();
    return std::string{typed};
}

}  // namespace postern::gate
