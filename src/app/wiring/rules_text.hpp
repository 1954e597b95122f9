/// rules_text: how the console reads and writes the rules of sites.
#pragma once

#include "app/wiring/block_texts.hpp"
#include "postern/portal/rules_text.hpp"

namespace postern::app {

/// Functions over config/rules_file; they open no file. `templates` is kept.
portal::RulesText rules_text(BlockTemplates templates);

}  // namespace postern::app
