/// database_settings: how each process connects to the database.
#pragma once

#include <string>

#include "postern/config/config.hpp"
#include "postern/store/mysql/connection_settings.hpp"

namespace postern::app {

store::mysql::ConnectionSettings connection_settings(const config::Config& config,
                                                     const std::string& password);
/// The same for the gate, whose user may have fewer rights.
store::mysql::ConnectionSettings gate_connection_settings(const config::Config& config,
                                                          const std::string& password);

}  // namespace postern::app
