/// key_file_step: `postern init` makes the key file, unless there is one, or should be one.
#pragma once

#include <string>
#include <vector>

#include "app/setup/dialog.hpp"
#include "postern/base/entropy.hpp"
#include "postern/config/config.hpp"
#include "postern/service/key/key_service.hpp"

namespace postern::app {

/// Those that the database needs and the file lacks.
std::vector<crypto::KeyId> missing_keys(const std::vector<service::KeyUse>& uses);

/// `1a2b3c4d, 5e6f7a8b`
std::string join(const std::vector<crypto::KeyId>& ids);

/// What they are, and where they may be. REQUIRES: some are missing.
std::string words_for_missing_keys(const config::KeysConfig& config,
                                   const std::vector<crypto::KeyId>& missing);

/// Makes the key file, where there is none and the database needs none: a new key would open
/// nothing there. Throws store::StoreError and std::system_error.
void set_up_key_file(const config::KeysConfig& config, const service::KeyService& keys,
                     Entropy& entropy, Dialog& dialog);

}  // namespace postern::app
