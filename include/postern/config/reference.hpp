/// reference: every key as the manual and `postern config keys` describe it.
///
/// Read from the one table of settings, so that no page can say anything else. No state, no
/// failures.
#pragma once

#include <string>
#include <vector>

namespace postern::config {

/// One key as documented.
struct KeyInfo {
    std::string key;       ///< `session.idle_ttl`
    std::string type;      ///< text, number, duration, boolean, list of texts, octal mode, choice
    std::string range;     ///< `1s to 365d`, `one of json, text`; empty: any sensible value
    std::string fallback;  ///< default as TOML; empty: required or none
    std::string variable;  ///< `POSTERN_SESSION_IDLE_TTL`
    std::string doc;       ///< one sentence
};

/// All keys, in the order in which they are documented.
std::vector<KeyInfo> all_keys();

}  // namespace postern::config
