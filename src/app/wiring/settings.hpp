/// settings: what each part needs to know, taken from the configuration.
///
/// The one place where a configuration key meets a constructor's argument.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "postern/base/log.hpp"
#include "postern/config/config.hpp"
#include "postern/crypto/password/password_hasher.hpp"
#include "postern/gate/gate.hpp"
#include "postern/http/session_cookie.hpp"
#include "postern/mail/letters.hpp"
#include "postern/mail/mail_sender.hpp"
#include "postern/mail/message.hpp"
#include "postern/model/origin.hpp"
#include "postern/process/sandbox.hpp"
#include "postern/service/account/account_service.hpp"
#include "postern/service/account/registration_service.hpp"
#include "postern/service/account/retention_service.hpp"
#include "postern/service/account/user_service.hpp"
#include "postern/service/mail/mail_room.hpp"
#include "postern/service/password/password_service.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/service/sign_in/sign_in_service.hpp"
#include "postern/service/throttle/request_throttle.hpp"
#include "postern/service/throttle/throttle_policy.hpp"
#include "postern/store/mysql/connection_settings.hpp"

namespace postern::app {

/// public_url taken apart.
struct PublicUrl {
    Origin origin;
    std::string base_path;  ///< "" or "/auth"

    std::string text() const { return origin.text() + base_path; }
};

/// $POSTERN_CONFIG, else /etc/postern/postern.toml.
std::string default_config_path();
log::Level log_level(const config::Config& config);

PublicUrl public_url(const config::Config& config);
store::mysql::ConnectionSettings connection_settings(const config::Config& config,
                                                     const std::string& password);
/// The same for the gate, whose user may have fewer rights.
store::mysql::ConnectionSettings gate_connection_settings(const config::Config& config,
                                                          const std::string& password);
http::SessionCookies session_cookies(const config::Config& config);
gate::GateSettings gate_settings(const config::Config& config);
service::SessionSettings session_settings(const config::Config& config);
service::ThrottleSettings throttle_settings(const config::Config& config);
service::SignInSettings sign_in_settings(const config::Config& config);
service::PasswordSettings password_settings(const config::Config& config);
service::RequestLimits request_limits(const config::Config& config);
/// `languages`: that there are pages in.
service::AccountSettings account_settings(const config::Config& config,
                                          std::vector<std::string> languages);
service::RegistrationSettings registration_settings(const config::Config& config);
service::RetentionSettings retention_settings(const config::Config& config);
service::AdministratorSettings administrator_settings(const config::Config& config);
crypto::Argon2idCost argon2id_cost(const config::Config& config);

/// `role`: as the log names the worker; a literal.
process::SandboxSettings sandbox_settings(const config::Config& config, const char* role);

/// Whether mails are sent at all.
bool has_mail(const config::Config& config);
mail::Sender mail_sender_name(const config::Config& config);
mail::Letters load_letters(const config::Config& config, text::Catalogue words);
service::MailRoomSettings mail_room_settings(const config::Config& config);
/// REQUIRES: has_mail(config).
std::unique_ptr<mail::MailSender> make_mail_sender(const config::Config& config,
                                                   const std::string& password,
                                                   const std::atomic<bool>* stopping = nullptr);

/// How many processes; resolves the zeros of the configuration by the number of cores.
std::uint32_t gate_workers(const config::Config& config);
std::uint32_t hashing_slots(const config::Config& config);
/// Always more than hashing slots and waiters together, so that pages are served while all hash.
std::uint32_t portal_workers(const config::Config& config);
std::uint32_t hashing_waiters(const config::Config& config);

}  // namespace postern::app
