/// operations: one function for each; it parses the request, calls one service and answers. Each
/// runs for callers only whom administering() has let in.
#pragma once

#include "api/admin/guard/guard.hpp"

namespace postern::api::admin::sites {

// --- sites (sites.cpp) ---------------------------------------------------------------------------

/// Those that the caller may read.
Operation get_sites;
Operation post_site;
Operation get_site;
Operation patch_site;
/// With its rules. What nginx asks about it is refused from then on.
Operation delete_site;

// --- rules (rules.cpp, explain.cpp) --------------------------------------------------------------

Operation get_rules;
/// Replaces the rules of a site whose version the caller knows; with `?dry_run=1` it only says what
/// would change. Networks are everybody's: who has the rules of this site alone may name them, and
/// define none.
Operation put_rules;
/// What the gate would answer, and why.
Operation get_explain;

// --- networks (networks.cpp) ---------------------------------------------------------------------

/// With the sites whose rules name them.
Operation get_networks;
/// Defines a network, or replaces its blocks; the rules that name it follow at once.
Operation put_network;
/// Refused while rules name it.
Operation delete_network;

}  // namespace postern::api::admin::sites
