/// CommandServices: the services over one database connection, for one command.
#pragma once

#include <iosfwd>

#include "app/control/control.hpp"
#include "app/wiring/password_data.hpp"
#include "postern/config/config.hpp"
#include "postern/crypto/password/any_password_hasher.hpp"
#include "postern/crypto/system_entropy.hpp"
#include "postern/service/account/registration_service.hpp"
#include "postern/service/account/user_service.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/service/session/sign_out_service.hpp"
#include "postern/service/site/site_service.hpp"
#include "postern/shm/hashing_slots.hpp"
#include "postern/shm/shared_memory.hpp"
#include "postern/store/mysql/mysql_database.hpp"

namespace postern::app {

struct CommandServices {
    /// Warns on `err`, which must outlive the services, when the daemon cannot be told of a change.
    CommandServices(const config::Config& config, store::mysql::ConnectionSettings connection,
                    std::ostream& err);

    store::mysql::MysqlDatabase database;
    ControlRevoker revoker;
    crypto::SystemEntropy entropy{};
    crypto::AnyPasswordHasher hasher;
    shm::Shared<shm::HashingSlots> slots{};
    PasswordData password_data;
    service::PasswordService passwords;
    shm::Shared<shm::AttemptTable> attempts{};  ///< of this command alone
    service::RequestThrottle requests;
    service::RegistrationService registration;
    service::UserService users;
    service::SessionService sessions;
    service::SignOutService sign_out;
    service::SiteService sites;
};

}  // namespace postern::app
