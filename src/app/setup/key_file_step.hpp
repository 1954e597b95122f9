/// key_file_step: `postern init` makes the key file, unless there is one, or should be one.
#pragma once

#include "app/setup/dialog.hpp"
#include "postern/base/entropy.hpp"
#include "postern/config/config.hpp"
#include "postern/service/key/key_service.hpp"

namespace postern::app {

/// Makes the key file, where there is none and the database needs none: a new key would open
/// nothing there. Throws store::StoreError and std::system_error.
void set_up_key_file(const config::KeysConfig& config, const service::KeyService& keys,
                     Entropy& entropy, Dialog& dialog);

}  // namespace postern::app
