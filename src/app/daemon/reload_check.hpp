/// reload_check: whether a running daemon may go over to a new configuration.
#pragma once

#include "postern/config/config.hpp"
#include "postern/store/mysql/connection_settings.hpp"

namespace postern::app {

/// Throws std::runtime_error when `next` names another database, or another way to it, that cannot
/// be used: the generation that serves is worth more. The same database is not asked, so that a
/// daemon can be reloaded while it is away.
void refuse_unusable_database(const store::mysql::ConnectionSettings& current,
                              const store::mysql::ConnectionSettings& next);

/// The same for the gate's user, who must be able to read what the gate reads.
void refuse_useless_gate_user(const store::mysql::ConnectionSettings& current,
                              const store::mysql::ConnectionSettings& next);

/// Throws std::runtime_error when the keys that the daemon works with are in no file any more: it
/// could not open what they have sealed.
void refuse_lost_keys(bool has_current, bool has_next);

/// Logs each changed key that takes effect only at the next start.
void warn_of_needed_restart(const config::ServerConfig& current, const config::ServerConfig& next);

}  // namespace postern::app
