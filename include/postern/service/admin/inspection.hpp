/// Inspection: what the program tells administrators that no service knows: its configuration, how
/// it stands, its keys. The application fills it; the pages and the API show it.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace postern::service {

/// One key of the configuration, as it is in force. Secrets are not among them.
struct ShownSetting {
    std::string key;     ///< `session.idle`
    std::string value;   ///< as in TOML
    std::string source;  ///< `file`, `environment` or `default`
};

/// What `postern doctor` says of one thing.
struct ShownFinding {
    enum class State { Good, Warning, Bad };
    State state;
    std::string what;
    std::string why{};   ///< what was found; in English
    std::string next{};  ///< what to do; empty: nothing
};

/// A signing key, or the key that seals secrets.
struct ShownKey {
    std::string kind;  ///< `token`, `assertion` or `key file`
    std::string id;
    std::string algorithm;
    /// As to_text(KeyState) has it, or `closed`: counts, and does not open with the key file of
    /// this host. Of the key file: `seals`, `opens` or `missing`.
    std::string state;
    std::string since;  ///< from when on it signs, RFC 3339; empty: of the key file
};

/// Each may be slow (tens of milliseconds). One that is not set has nothing to tell.
struct Inspection {
    std::function<std::vector<ShownSetting>()> settings{};
    std::function<std::vector<ShownFinding>()> findings{};
    std::function<std::vector<ShownKey>()> keys{};
};

}  // namespace postern::service
