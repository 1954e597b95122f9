#include "app/wiring/services_settings.hpp"

#include <unistd.h>

#include <array>
#include <utility>

#include "app/wiring/brand.hpp"
#include "app/wiring/mail_settings.hpp"
#include "app/wiring/process_settings.hpp"
#include "app/wiring/public_url.hpp"
#include "postern/http/session_cookie.hpp"
#include "postern/text/dates.hpp"

namespace postern::app {

namespace {

service::SessionSettings session_settings(const config::Config& config) {
    return {.idle_ttl = config.session.idle_ttl,
            .absolute_ttl = config.session.absolute_ttl,
            .remember_idle_ttl = config.session.remember_idle_ttl,
            .remember_absolute_ttl = config.session.remember_absolute_ttl,
            .max_per_account = config.session.max_per_account};
}

service::RequestLimits request_limits(const config::Config& config) {
    return {.registrations_per_hour = config.throttle.registrations_per_address,
            .mails_per_hour = config.throttle.mails_per_address};
}

service::ThrottleSettings throttle_settings(const config::Config& config) {
    // One address can have as many attempts under way as there are workers to look at them.
    return {.free_attempts = config.throttle.free_attempts,
            .longest_wait = config.throttle.longest_wait,
            .max_failures = config.throttle.max_failures,
            .attempts_per_address = config.throttle.attempts_per_address,
            .max_devices = config.session.max_devices,
            .parallel_attempts = portal_workers(config)};
}

service::RegistrationSettings registration_settings(const config::Config& config) {
    using enum config::RegistrationMode;
    const auto mode = config.registration.mode;
    return {.open = mode == Open || mode == Approval,
            .mail_enabled = has_mail(config),
            .verify_email = config.registration.verify_email,
            .approval = mode == Approval,
            .invitations = mode == Invitation,
            .domains = config.registration.domains};
}

service::InvitationSettings invitation_settings(const config::Config& config,
                                                std::vector<std::string> languages) {
    return {.mail_enabled = has_mail(config),
            .lifetime = config.registration.invitation_lifetime,
            .languages = std::move(languages)};
}

service::ApprovalSettings approval_settings(const config::Config& config) {
    return {.mail_enabled = has_mail(config), .verify_email = config.registration.verify_email};
}

service::SignInSettings sign_in_settings(const config::Config& config) {
    return {.mail_enabled = has_mail(config),
            .verify_email = config.registration.verify_email,
            .trust_ttl = config.second_factor.trust_device};
}

service::AccountSettings account_settings(const config::Config& config,
                                          std::vector<std::string> languages) {
    return {.deletion_grace = config.account.deletion_grace,
            .username_grace = config.account.username_grace,
            .choose_username = config.account.choose_username,
            .languages = std::move(languages),
            .is_time_zone = text::is_time_zone};
}

/// The settings file has no word for it: passkeys belong to the portal's own host, and to no other.
service::PasskeySettings passkey_settings(const Origin& portal, std::string name) {
    const bool can = service::can_use_passkeys(portal.scheme(), portal.host());
    return {.rp_id = can ? portal.host() : std::string{},
            .origin = portal.text(),
            .name = std::move(name)};
}

JwsAlgorithm to_jws(config::TokenAlgorithm algorithm) {
    switch (algorithm) {
        case config::TokenAlgorithm::Es256:
            return JwsAlgorithm::Es256;
        case config::TokenAlgorithm::EdDsa:
            return JwsAlgorithm::EdDsa;
        case config::TokenAlgorithm::Rs256:
            return JwsAlgorithm::Rs256;
    }
    return JwsAlgorithm::Es256;
}

/// The name of this host: for people who look at the list of keys.
std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return {};
    return name.data();
}

service::TokenSettings token_settings(const config::Config& config) {
    return {.issuer = public_url(config).text(),
            .access_ttl = config.tokens.access_ttl,
            .idle_ttl = config.tokens.idle_ttl,
            .absolute_ttl = config.tokens.absolute_ttl,
            .refresh_grace = config.tokens.refresh_grace,
            .max_families = config.tokens.max_per_account,
            .mail_enabled = has_mail(config)};
}

service::PersonalTokenSettings personal_token_settings(const config::Config& config) {
    return {.default_life = config.tokens.personal_ttl,
            .max_life = config.tokens.personal_max_ttl,
            .max_per_user = config.tokens.max_per_account,
            .mail_enabled = has_mail(config)};
}

}  // namespace

ServiceSettings service_settings(const config::Config& config, std::vector<std::string> languages) {
    return {.public_origin = public_url(config).origin,
            .password = password_settings(config),
            .session = session_settings(config),
            .request_limits = request_limits(config),
            .throttle = throttle_settings(config),
            .registration = registration_settings(config),
            .invitation = invitation_settings(config, languages),
            .approval = approval_settings(config),
            .profile_fields = config.profile.fields,
            .language = config.account.language,
            .sign_in = sign_in_settings(config),
            .account = account_settings(config, languages),
            .factor = {.issuer = name_for_programs(config)},
            .passkey = passkey_settings(public_url(config).origin, name_for_programs(config)),
            .second_factor_since = config::required_since(config.second_factor),
            .factor_reset_delay = config.second_factor.reset_delay,
            .administrator = {.deletion_grace = config.account.deletion_grace,
                              .username_grace = config.account.username_grace,
                              .languages = std::move(languages),
                              .is_time_zone = text::is_time_zone},
            .signing_key = signing_key_settings(config),
            .token = token_settings(config),
            .personal_token = personal_token_settings(config)};
}

service::SigningKeySettings signing_key_settings(const config::Config& config) {
    return {.algorithm = to_jws(config.tokens.algorithm),
            .life = config.tokens.key_life,
            .host = host_name()};
}

service::PasswordSettings password_settings(const config::Config& config) {
    return {.needs = {.min_length = config.password.min_length,
                      .classes = config.password.require_classes},
            .min_strength = static_cast<int>(config.password.min_strength),
            .service_words = {"postern", public_url(config).origin.host(), config.brand.name},
            .patience = config.password.hashing_patience};
}

service::RetentionSettings retention_settings(const config::Config& config) {
    service::RetentionSettings settings{
        .audit_retention = config.account.audit_retention,
        .known_device_retention = http::kDeviceMaxAge,
        .max_failures = config.throttle.max_failures,
        .mail_enabled = has_mail(config),
        .factor_resets = has_mail(config) && config.second_factor.reset_delay.count() > 0,
        .username_grace = config.account.username_grace};
    if (has_mail(config) && config.registration.verify_email)
        settings.unverified_ttl = config.registration.unverified_ttl;
    // Nobody may be there to approve for a while.
    settings.waiting_ttl = 4 * config.registration.unverified_ttl;
    return settings;
}

service::ApprovalSettings courier_approval_settings(const config::Config& config) {
    return approval_settings(config);
}

crypto::Argon2idCost argon2id_cost(const config::Config& config) {
    return {.memory_kib = config.password.argon2_memory_kib,
            .passes = config.password.argon2_passes};
}

}  // namespace postern::app
