/// handlers: one function for each row of system; each reads, and none changes anything.
#pragma once

#include "portal/admin/frame/rows.hpp"
#include "portal/admin/system/routes.hpp"

namespace postern::portal::admin::system {

// All are of the type Page.

/// How things stand: sign-ins by day, refusals, warnings, the last acts of administrators.
Page get_overview;
/// The keys that sign, and those of the key file.
Page get_keys;
/// Every key of the configuration, or with `?show=set` those that somebody has set.
Page get_configuration;
/// What a portal worker can find out of what `postern doctor` says.
Page get_health;

}  // namespace postern::portal::admin::system
