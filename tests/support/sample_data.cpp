#include "support/sample_data.hpp"

namespace postern::test {

namespace {

std::string number_bytes(unsigned n, std::size_t size) {
    std::string bytes(size, '\0');
    bytes[0] = static_cast<char>(0xFF);
    bytes[2] = static_cast<char>(n >> 8);
    bytes[3] = static_cast<char>(n & 0xFF);
    bytes[size - 1] = static_cast<char>(0x80);
    return bytes;
}

}  // namespace

PublicId sample_id(unsigned n) { return PublicId::from_random(number_bytes(n, PublicId::kBytes)); }

Digest sample_hash(unsigned n) { return *to_digest(number_bytes(n, Digest{}.size())); }

NewUser sample_user(std::string_view email, unsigned n) {
    return {.public_id = sample_id(n),
            .email = *EmailAddress::parse(email),
            .display_name = *DisplayName::parse("Ann Example"),
            .password_hash = "$argon2id$first",
            .created_at = kNow};
}

NewSession sample_session(UserId user, unsigned n) {
    using namespace std::chrono_literals;
    return {.public_id = sample_id(n),
            .token_hash = sample_hash(n),
            .user_id = user,
            .created_at = kNow,
            .expires_at = kNow + 12h,
            .idle_ttl = 30min,
            .remember = false,
            .address = "192.0.2.7",
            .user_agent = "Test/1.0",
            .authentication = {.level = Level::One,
                               .methods = {ProofMethod::Password},
                               .authenticated_at = kNow,
                               .factor_at = std::nullopt}};
}

AuditEntry sample_audit() {
    return {.at = kNow, .event = AuditEvent::UserDisabled, .actor = "admin:0"};
}

NewSite sample_site(std::string_view name) {
    return {.name = std::string{name},
            .origin = *Origin::parse("https://" + std::string{name} + ".example.org"),
            .policy = SitePolicy::SignedIn,
            .created_at = kNow};
}

}  // namespace postern::test
