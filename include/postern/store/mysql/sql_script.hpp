/// sql_script: runs a piece of SQL as it stands, for setting a database up.
#pragma once

#include <string_view>

#include "postern/store/mysql/connection_settings.hpp"

namespace postern::store::mysql {

/// Runs the statements of `script` one after the other over a connection of its own; each ends with
/// a `;` at the end of a line. Throws StoreError at the first that fails; those before it stay.
void run_script(const ConnectionSettings& settings, std::string_view script);

}  // namespace postern::store::mysql
