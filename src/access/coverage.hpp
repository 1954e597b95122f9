/// coverage: does one rule leave nothing for a later one to decide?
///
/// "Yes" is certain; "no" may be wrong, where globs or subjects overlap in ways that are not looked
/// into. Requests with an unknown method, and those from what is no address, are left out of
/// account: there a rule that denies goes further than one that opens.
#pragma once

#include <string_view>

#include "access/methods.hpp"
#include "access/network_set.hpp"
#include "postern/model/rules.hpp"

namespace postern::access {

/// Whether every path that `b` matches is matched by `a`. REQUIRES: both are good globs. At most as
/// many steps as the bytes of both, multiplied.
bool glob_covers(std::string_view a, std::string_view b, bool fold_case);

/// A rule, its methods and networks read. `rule` must outlive it.
struct ReadRule {
    const Rule* rule;
    MethodSet methods{};
    NetworkSet networks{};
};

/// Whether `b`, which stands below `a` among `site`, never decides anything.
bool covers(const ReadRule& a, const ReadRule& b, const SiteRules& site);

}  // namespace postern::access
