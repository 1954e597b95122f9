/// rules_openings: does a change of a site's rules open anything to everyone?
///
/// Errs on the side of yes: the answer only decides whether a command asks back. Pure.
#pragma once

#include "postern/model/rules.hpp"

namespace postern::app {

/// Whether somebody who is not signed in may get in after the change where they did not before.
bool opens_to_everyone(const SiteRules& before, const SiteRules& after);

}  // namespace postern::app
