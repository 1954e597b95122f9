/// key_ring: the key file as keys, with a problem as clear as a wrong setting's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/config/config.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/service/key/key_service.hpp"

namespace postern::app {

/// What is off while there is no key file, and what to do.
std::string words_for_no_keys(const config::KeysConfig& config);

/// Those that the database needs and the file lacks.
std::vector<crypto::KeyId> missing_keys(const std::vector<service::KeyUse>& uses);
/// What they are, and where they may be. REQUIRES: some are missing.
std::string words_for_missing_keys(const config::KeysConfig& config,
                                   const std::vector<crypto::KeyId>& missing);

/// Throws config::ConfigError, which quotes nothing of the file.
crypto::KeyRing parse_key_file(const config::KeyFile& file);

/// The keys of this host; nothing when there is no key file. Throws config::ConfigError.
std::optional<crypto::KeyRing> read_key_ring(const config::KeysConfig& config,
                                             const config::Environment& environment);

/// The text of a key file that can be used; empty when there is none. Throws config::ConfigError.
std::string read_key_text(const config::KeysConfig& config, const config::Environment& environment);
/// What read_key_text() gave, as keys; nothing when it is empty.
std::optional<crypto::KeyRing> to_key_ring(std::string_view text);

}  // namespace postern::app
