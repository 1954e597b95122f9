/// schema_check: whether the database's schema is the one that this program was built for, and
/// whether its users may do what they have to.
#pragma once

#include "postern/store/mysql/connection_settings.hpp"
#include "postern/store/setting_problem.hpp"

namespace postern::app {

enum class SchemaState {
    Fits,
    Old,      ///< of the version before: works, until `postern migrate` is run
    TooOld,   ///< `postern migrate` has to be run first
    TooNew,   ///< made by a later version of Postern; works as long as that one says so
    Unknown,  ///< the database does not answer now
};

/// Asks the database in a child process, since the master itself never opens a connection. Waits
/// for the answer, at most the database's time-outs. Logs what of the server's settings is unfit.
SchemaState schema_state(const store::mysql::ConnectionSettings& connection,
                         const store::ServerNeeds& needs = {});

/// Whether this user can read what the gate reads; in the same way. False also when the database
/// does not answer.
bool gate_can_check(const store::mysql::ConnectionSettings& connection);

}  // namespace postern::app
