#include "app/setup/key_file_step.hpp"

#include "app/setup/key_file.hpp"

namespace postern::app {

std::vector<crypto::KeyId> missing_keys(const std::vector<service::KeyUse>& uses) {
    std::vector<crypto::KeyId> missing;
    for (const auto& use : uses)
        if (!use.in_file) missing.push_back(use.id);
    return missing;
}

std::string join(const std::vector<crypto::KeyId>& ids) {
    std::string text;
    for (const auto id : ids) text.append(text.empty() ? "" : ", ").append(crypto::to_text(id));
    return text;
}

std::string words_for_missing_keys(const config::KeysConfig& config,
                                   const std::vector<crypto::KeyId>& missing) {
    return "the database has secrets sealed with " + join(missing) + ", and " + config.file +
           " has no such key: authenticator apps that need it do not work; add the key's line from "
           "another host's key file or from a backup";
}

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
