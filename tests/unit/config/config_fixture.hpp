/// config_fixture: loads configurations from texts and variables that a test gives.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/config/config.hpp"

namespace postern::config::test {

using Variables = std::map<std::string, std::string>;

inline Environment environment_of(const Variables& variables) {
    return [variables](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional{found->second};
    };
}

inline std::vector<std::string> names_of(const Variables& variables) {
    std::vector<std::string> names;
    for (const auto& [name, value] : variables) names.push_back(name);
    return names;
}

inline Config parse_with(std::string_view toml, const Variables& variables = {}) {
    return parse(toml, "postern.toml", environment_of(variables), names_of(variables));
}

/// The variables for what has no default, so that a text may hold the rest.
inline Variables required() {
    return {{"POSTERN_SERVER_PUBLIC_URL", "https://auth.example.org"},
            {"POSTERN_DATABASE_SOCKET", "/run/mysqld/mysqld.sock"}};
}

/// The configuration of `toml` where only that counts.
inline Config parse_rest(std::string_view toml) { return parse_with(toml, required()); }

/// All problems as text, one a line; "none" when there are none.
inline std::string problems_of(std::string_view toml, const Variables& variables = {}) {
    try {
        parse_with(toml, variables);
        return "none";
    } catch (const ConfigError& error) {
        return error.what();
    }
}

inline std::string problems_of_rest(std::string_view toml) { return problems_of(toml, required()); }

/// Same, where the variables come on top of the required ones.
inline std::string problems_of_variables(const Variables& variables) {
    Variables all = variables;
    all.merge(required());
    return problems_of("", all);
}

}  // namespace postern::config::test
