/// explain_words: what a decision of a site's rules means for the visitor, in words. Pure.
#pragma once

#include <string>

#include "postern/access/compiled_rules.hpp"

namespace postern::app {

/// `level 2, proven within 15m`
std::string words_for(const Demand& demand);

/// What becomes of the visitor: `lets the request pass`, `refuses it`, ...
std::string words_for(const access::Decision& decision);

/// `odd_path` in words: why this path can be read in more than one way.
std::string words_for(access::OddPath odd);

}  // namespace postern::app
