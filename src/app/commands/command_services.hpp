/// CommandServices: the services over one database connection, for one command.
#pragma once

#include <iosfwd>
#include <optional>

#include "app/control/control.hpp"
#include "app/wiring/password_data.hpp"
#include "app/wiring/services.hpp"
#include "postern/config/config.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/crypto/password/any_password_hasher.hpp"
#include "postern/crypto/system_entropy.hpp"
#include "postern/shm/shared_memory.hpp"
#include "postern/store/mysql/mysql_database.hpp"

namespace postern::app {

/// What the services of a command stand on. The daemon shares none of it but the database.
struct CommandPorts {
    CommandPorts(const config::Config& config, store::mysql::ConnectionSettings connection,
                 std::ostream& err);

    store::mysql::MysqlDatabase database;
    ControlRevoker revoker;
    crypto::SystemEntropy entropy{};
    crypto::AnyPasswordHasher hasher;
    PasswordData password_data;
    /// Nothing without a key file, and with one that can't be used: the commands that need it read
    /// it themselves, and say what is wrong with it.
    std::optional<crypto::KeyRing> key_ring;
    shm::Shared<shm::HashingSlots> slots{};
    shm::Shared<shm::AttemptTable> attempts{};
    shm::Shared<shm::Metrics> metrics{};
};

struct CommandServices : CommandPorts, Services {
    /// Warns on `err`, which must outlive the services, when the daemon cannot be told of a change.
    CommandServices(const config::Config& config, store::mysql::ConnectionSettings connection,
                    std::ostream& err);
};

}  // namespace postern::app
