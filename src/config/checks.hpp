/// checks: what must hold between settings, and for texts that stand for something.
#pragma once

#include <string>
#include <vector>

#include "postern/config/config.hpp"

namespace postern::config {

/// A key whose value, or whose relation to another, is not safe or makes no sense.
struct Finding {
    std::string key;
    std::string wrong;
    std::string remedy;
};

/// Everything that is wrong with values of the right types. Empty: the configuration can be used.
std::vector<Finding> check(const Config& config);

/// Brings addresses to their one form. REQUIRES: check(config) is empty.
void canonicalize(Config& config);

}  // namespace postern::config
