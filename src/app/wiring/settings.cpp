#include "app/wiring/settings.hpp"

#include <algorithm>
#include <thread>

#include "postern/base/check.hpp"
#include "postern/text/dates.hpp"

namespace postern::app {

namespace {

std::uint32_t cores() { return std::max(1u, std::thread::hardware_concurrency()); }

/// Portal workers that never hash nor wait to: they keep the pages answerable in a storm.
constexpr std::uint32_t kFreePortalWorkers = 2;
/// So many can be served within hashing_patience; to let them wait costs less than to refuse them
/// and be asked again at once. A worker that waits has a connection to the database, hence the
/// bound.
constexpr std::uint32_t kWaitersForEachSlot = 8;
constexpr std::uint32_t kMostWaiters = 16;

}  // namespace

std::string default_config_path() {
    return config::process_environment()("POSTERN_CONFIG").value_or("/etc/postern/postern.toml");
}

log::Level log_level(const config::Config& config) {
    if (config.log.level == "debug") return log::Level::Debug;
    if (config.log.level == "warning") return log::Level::Warning;
    return config.log.level == "error" ? log::Level::Error : log::Level::Info;
}

PublicUrl public_url(const config::Config& config) {
    const std::string& url = config.server.public_url;
    const auto path = url.find('/', url.find("://") + 3);
    auto origin = Origin::parse(url.substr(0, path));
    POSTERN_CHECK(origin.has_value());  // the configuration was checked when it was loaded
    std::string base = path == std::string::npos ? "" : url.substr(path);
    if (base == "/") base.clear();
    return {std::move(*origin), std::move(base)};
}

store::mysql::ConnectionSettings connection_settings(const config::Config& config,
                                                     const std::string& password) {
    const auto& database = config.database;
    return {.socket = database.socket,
            .host = database.host,
            .port = database.port,
            .name = database.name,
            .user = database.user,
            .password = password,
            .ca_file = database.ca_file,
            .plaintext_allowed = database.plaintext_allowed,
            .connect_timeout = database.connect_timeout,
            .read_timeout = database.read_timeout,
            .write_timeout = database.read_timeout};
}

store::mysql::ConnectionSettings gate_connection_settings(const config::Config& config,
                                                          const std::string& password) {
    auto settings = connection_settings(config, password);
    if (!config.database.gate_user.empty()) settings.user = config.database.gate_user;
    return settings;
}

http::SessionCookies session_cookies(const config::Config& config) {
    return {public_url(config).origin.is_secure(), config.session.cookie_domain};
}

gate::GateSettings gate_settings(const config::Config& config) {
    return {.login_url = public_url(config).text() + "/login",
            .cache = config.gate_cache.cache == "on",
            .poll_interval = config.gate_cache.revocation_poll,
            .stale_grace = config.gate_cache.stale_grace};
}

service::SessionSettings session_settings(const config::Config& config) {
    return {.idle_ttl = config.session.idle_ttl,
            .absolute_ttl = config.session.absolute_ttl,
            .remember_idle_ttl = config.session.remember_idle_ttl,
            .remember_absolute_ttl = config.session.remember_absolute_ttl};
}

service::PasswordSettings password_settings(const config::Config& config) {
    return {.needs = {.min_length = config.password.min_length,
                      .classes = config.password.require_classes},
            .min_strength = static_cast<int>(config.password.min_strength),
            .service_words = {"postern", public_url(config).origin.host()},
            .patience = config.password.hashing_patience};
}

bool has_mail(const config::Config& config) { return config.mail.transport != "none"; }

service::ThrottleSettings throttle_settings(const config::Config& config) {
    // So many attempts of one address can be under way as there are workers to look at them.
    return {.free_attempts = config.throttle.free_attempts,
            .longest_wait = config.throttle.longest_wait,
            .max_failures = config.throttle.max_failures,
            .attempts_per_address = config.throttle.attempts_per_address,
            .parallel_attempts = portal_workers(config)};
}

service::SignInSettings sign_in_settings(const config::Config& config) {
    return {.mail_enabled = has_mail(config), .verify_email = config.registration.verify_email};
}

service::RequestLimits request_limits(const config::Config& config) {
    return {.registrations_per_hour = config.throttle.registrations_per_address,
            .mails_per_hour = config.throttle.mails_per_address};
}

service::AccountSettings account_settings(const config::Config& config,
                                          std::vector<std::string> languages) {
    return {.deletion_grace = config.account.deletion_grace,
            .languages = std::move(languages),
            .is_time_zone = text::is_time_zone};
}

service::RegistrationSettings registration_settings(const config::Config& config) {
    return {.open = config.registration.enabled,
            .mail_enabled = has_mail(config),
            .verify_email = config.registration.verify_email};
}

service::RetentionSettings retention_settings(const config::Config& config) {
    service::RetentionSettings settings{.audit_retention = config.account.audit_retention};
    if (has_mail(config) && config.registration.verify_email)
        settings.unverified_ttl = config.registration.unverified_ttl;
    return settings;
}

service::AdministratorSettings administrator_settings(const config::Config& config) {
    return {.deletion_grace = config.account.deletion_grace};
}

crypto::Argon2idCost argon2id_cost(const config::Config& config) {
    return {.memory_kib = config.password.argon2_memory_kib,
            .passes = config.password.argon2_passes};
}

process::SandboxSettings sandbox_settings(const config::Config& config, const char* role) {
    using process::SandboxMode;
    const auto& word = config.server.seccomp;
    return {.mode = word == "off"   ? SandboxMode::Off
                    : word == "log" ? SandboxMode::Log
                                    : SandboxMode::Kill,
            .may_use_network = !config.database.host.empty(),
            .may_open_files = false,
            .log_format = config.log.format == "text" ? log::Format::Text : log::Format::Json,
            .role = role};
}

mail::Sender mail_sender_name(const config::Config& config) {
    return {config.mail.from, config.mail.from_name};
}

mail::Letters load_letters(const config::Config& config, text::Catalogue words) {
    return mail::Letters::load(
        config.server.share_dir + "/mail", std::move(words),
        {.public_url = public_url(config).text(), .language = config.account.language});
}

service::MailRoomSettings mail_room_settings(const config::Config& config) {
    return {.verification_ttl = config.account.verification_ttl,
            .reset_ttl = config.account.reset_ttl,
            .undo_ttl = config.account.undo_ttl,
            .mails_per_account = config.throttle.mails_per_account};
}

std::unique_ptr<mail::MailSender> make_mail_sender(const config::Config& config,
                                                   const std::string& password,
                                                   const std::atomic<bool>* stopping) {
    const auto& mail = config.mail;
    POSTERN_CHECK(has_mail(config));
    if (mail.transport == "file") return mail::make_file_sender(mail.folder);
    return mail::make_smtp_sender({.host = mail.host,
                                   .port = mail.port,
                                   .security = mail.security,
                                   .user = mail.user,
                                   .password = password,
                                   .ca_file = mail.ca_file,
                                   .timeout = mail.timeout},
                                  stopping);
}

std::uint32_t gate_workers(const config::Config& config) {
    return config.gate.workers != 0 ? config.gate.workers : std::max(2u, cores());
}

std::uint32_t hashing_slots(const config::Config& config) {
    const std::uint32_t wanted =
        config.password.hashing_slots != 0 ? config.password.hashing_slots : cores();
    return std::min<std::uint32_t>(wanted, shm::HashingSlots::kMaxSlots);
}

std::uint32_t portal_workers(const config::Config& config) {
    const std::uint32_t least = hashing_slots(config) + kFreePortalWorkers;
    return config.portal.workers != 0
               ? std::max(config.portal.workers, least)
               : least + std::min(kWaitersForEachSlot * hashing_slots(config), kMostWaiters);
}

std::uint32_t hashing_waiters(const config::Config& config) {
    return portal_workers(config) - hashing_slots(config) - kFreePortalWorkers;
}

}  // namespace postern::app
