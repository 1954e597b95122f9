#include "app/wiring/key_ring.hpp"

#include "postern/base/check.hpp"

namespace postern::app {

namespace {

/// `1a2b3c4d, 5e6f7a8b`
std::string join(const std::vector<crypto::KeyId>& ids) {
    std::string text;
    for (const auto id : ids) text.append(text.empty() ? "" : ", ").append(crypto::to_text(id));
    return text;
}

}  // namespace

std::string words_for_no_keys(const config::KeysConfig& config) {
    return "authenticator apps are off: there is no key file " + config.file +
           "; `postern init` makes one, or copy that of another host or of the backup";
}

std::vector<crypto::KeyId> missing_keys(const std::vector<service::KeyUse>& uses) {
    std::vector<crypto::KeyId> missing;
    for (const auto& use : uses)
        if (!use.in_file) missing.push_back(use.id);
    return missing;
}

std::string words_for_missing_keys(const config::KeysConfig& config,
                                   const std::vector<crypto::KeyId>& missing) {
    return "the database has secrets sealed with " + join(missing) + ", and " + config.file +
           " has no such key: authenticator apps that need it do not work; add the key's line from "
           "another host's key file or from a backup";
}

crypto::KeyRing parse_key_file(const config::KeyFile& file) {
    auto ring = crypto::KeyRing::parse(file.text);
    if (ring) return std::move(*ring);
    const auto& error = ring.error();
    throw config::ConfigError{{config::Problem{.file = file.path,
                                               .line = static_cast<unsigned>(error.line),
                                               .key = {},
                                               .wrong = error.wrong,
                                               .remedy = error.remedy}}};
}

std::optional<crypto::KeyRing> read_key_ring(const config::KeysConfig& config,
                                             const config::Environment& environment) {
    const auto file = config::find_key_file(config, environment);
    if (!file) return std::nullopt;
    return parse_key_file(*file);
}

std::string read_key_text(const config::KeysConfig& config,
                          const config::Environment& environment) {
    const auto file = config::find_key_file(config, environment);
    if (!file) return {};
    parse_key_file(*file);
    return std::string{file->text.reveal()};
}

std::optional<crypto::KeyRing> to_key_ring(std::string_view text) {
    if (text.empty()) return std::nullopt;
    auto ring = crypto::KeyRing::parse(Secret{text});
    POSTERN_CHECK(ring);
    return std::move(*ring);
}

}  // namespace postern::app
