/// signing_keys: what `postern key` does with the keys that sign tokens and assertions.
#pragma once

#include <vector>

#include "app/commands/commands.hpp"
#include "postern/service/token/signing_key_service.hpp"

namespace postern::app {

/// Columns and rows of `key list`.
const std::vector<Column>& signing_key_columns();
std::vector<Row> signing_key_rows(const std::vector<service::ListedKey>& keys);

/// Throws CommandError that names those that do not open with the key file of this host.
void refuse_closed_keys(const std::vector<service::ListedKey>& keys);

/// `key rotate --signing`, with `--now` if it was typed. REQUIRES: a key file that can be used.
void rotate_signing_key(CommandContext& context, const Arguments& typed);
/// `key rotate --revoke`; asks first.
void revoke_signing_key(CommandContext& context, const Arguments& typed);

}  // namespace postern::app
