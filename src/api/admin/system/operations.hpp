/// operations: one function for each; it calls one service and answers. Each runs for callers only
/// whom administering() has let in. Nothing here can be changed: that is done on the host.
#pragma once

#include "api/admin/guard/guard.hpp"

namespace postern::api::admin::system {

/// What happened in the last 30 days, how things stand, and what needs attention.
Operation get_overview;
/// The keys that sign and seal, without what is secret of them.
Operation get_keys;
/// The configuration that is in force, without secrets.
Operation get_configuration;
/// What `postern doctor` says, as far as a worker can tell.
Operation get_health;

}  // namespace postern::api::admin::system
