// Configuration files: refused with problems that can be printed, or safe and stable.
//
// The input is the file; behind a first NUL come variables of the environment, NAME=VALUE, each
// ended by a NUL. The two settings without a default have a value that the input may override.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/check.hpp"
#include "postern/config/config.hpp"

namespace {

using namespace postern::config;

using Variables = std::map<std::string, std::string>;

constexpr std::string_view kPublicUrl = "POSTERN_SERVER_PUBLIC_URL";
constexpr std::string_view kSocket = "POSTERN_DATABASE_SOCKET";

Variables read_variables(std::string_view text) {
    Variables variables{{std::string{kPublicUrl}, "https://auth.example.org"},
                        {std::string{kSocket}, "/run/mysqld/mysqld.sock"}};
    while (!text.empty()) {
        const std::string_view entry = text.substr(0, text.find('\0'));
        text.remove_prefix(std::min(entry.size() + 1, text.size()));
        const auto equals = std::min(entry.find('='), entry.size());
        const auto value = entry.substr(std::min(equals + 1, entry.size()));
        variables[std::string{entry.substr(0, equals)}] = std::string{value};
    }
    return variables;
}

Config parse_with(std::string_view toml, const Variables& variables) {
    std::vector<std::string> names;
    for (const auto& [name, value] : variables) names.push_back(name);
    const auto environment = [&](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional{found->second};
    };
    return parse(toml, "postern.toml", environment, names);
}

void check_problem(const Problem& problem) {
    POSTERN_CHECK(problem.file == "postern.toml" || problem.file == "environment");
    POSTERN_CHECK(!problem.wrong.empty() && !problem.remedy.empty());
    // Goes to terminals and logs as it is: one line, nothing that either would obey.
    for (const char c : problem.text()) POSTERN_CHECK(c >= ' ' && c <= '~');
}

/// What no file may ever weaken.
void check_safe(const Config& config) {
    const std::string& url = config.server.public_url;
    POSTERN_CHECK(url.starts_with("https://") || url.starts_with("http://"));
    POSTERN_CHECK(!url.ends_with('/'));
    POSTERN_CHECK(url.find_first_of("?#@\\ \"'<>") == std::string::npos);
    POSTERN_CHECK((config.server.socket_mode & 07) == 0);
    POSTERN_CHECK(config.password.min_length >= 8 && config.password.min_length <= 64);
    POSTERN_CHECK(config.password.argon2_memory_kib >= 7168);
    POSTERN_CHECK(config.password.argon2_memory_kib <= 1024 * 1024);
    POSTERN_CHECK(config.password.argon2_passes >= 1 && config.password.argon2_passes <= 16);
    POSTERN_CHECK(config.session.idle_ttl.count() >= 1);
    POSTERN_CHECK(config.session.idle_ttl <= config.session.absolute_ttl);
    POSTERN_CHECK(config.session.remember_idle_ttl <= config.session.remember_absolute_ttl);
    POSTERN_CHECK(config.session.remember_absolute_ttl <= std::chrono::days{365});
    POSTERN_CHECK(config.gate.workers <= 128 && config.portal.workers <= 128);
    POSTERN_CHECK(config.database.socket.empty() != config.database.host.empty());
    if (!config.database.host.empty())
        POSTERN_CHECK(!config.database.ca_file.empty() || config.database.plaintext_allowed);
}

/// What `config show` prints is a file that says the same.
void check_stable(const Config& config) {
    std::string toml;
    for (const auto& [key, value] : show(config)) toml += key + " = " + value + "\n";
    Variables none{{std::string{kPublicUrl}, config.server.public_url},
                   {std::string{kSocket}, config.database.socket}};
    POSTERN_CHECK(show(parse_with(toml, none)) == show(config));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input{reinterpret_cast<const char*>(data), size};
    const auto nul = std::min(input.find('\0'), input.size());
    const auto variables = input.substr(std::min(nul + 1, input.size()));
    try {
        const Config config = parse_with(input.substr(0, nul), read_variables(variables));
        check_safe(config);
        check_stable(config);
    } catch (const ConfigError& error) {
        POSTERN_CHECK(!error.problems().empty());
        for (const Problem& problem : error.problems()) check_problem(problem);
    }
    return 0;
}
