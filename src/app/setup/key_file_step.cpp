#include "app/setup/key_file_step.hpp"

#include "app/setup/key_file.hpp"
#include "app/wiring/key_ring.hpp"

namespace postern::app {

void set_up_key_file(const config::KeysConfig& config, const service::KeyService& keys,
                     Entropy& entropy, Dialog& dialog) {
    if (config.file.empty() || config::find_key_file(config.file)) return;
    if (const auto missing = missing_keys(keys.list({})); !missing.empty())
        return dialog.report("No key file was made: " + words_for_missing_keys(config, missing) +
                             ".");
    const auto id = make_key_file(config.file, entropy);
    if (id)
        dialog.report("Created the key file " + config.file + " with the key " +
                      crypto::to_text(*id) +
                      ". It belongs to the backup and, the same one, on every host.");
}

}  // namespace postern::app
