/// database_checks: is the database as this program needs it? Each throws store::StoreError when it
/// cannot be reached.
#pragma once

#include <vector>

#include "app/diagnosis/finding.hpp"
#include "postern/base/clock.hpp"
#include "postern/config/config.hpp"
#include "postern/store/revocation_store.hpp"
#include "postern/store/schema_store.hpp"

namespace postern::app {

/// Failed: nothing else of the database can be asked.
Finding check_schema(store::SchemaStore& schema);

/// One finding for each setting of the server that is unfit, or one that all are well.
std::vector<Finding> check_database_settings(store::SchemaStore& schema,
                                             const config::Config& config);

/// Connects as the gate does. Throws config::ConfigError for a password that cannot be read.
Finding check_gate_user(const config::Config& config);

/// `now`: of this host.
Finding check_clock(store::RevocationStore& revocations, TimePoint now);

}  // namespace postern::app
