/// migrations: which migrations must be applied, and what one consists of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "postern/store/schema_store.hpp"

namespace postern::store {

/// The migrations that are not recorded yet, in order. Throws MigrationError when a recorded one is
/// unknown or has another name or checksum, or when a pending one comes before a recorded one.
std::vector<Migration> find_pending(const std::vector<Migration>& known,
                                    const std::vector<AppliedMigration>& applied);

/// The statements of a migration: each ends with a `;` at the end of a line. Comment lines (`--` at
/// their start) are left out.
std::vector<std::string> split_statements(std::string_view text);

}  // namespace postern::store
