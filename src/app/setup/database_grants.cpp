#include "app/setup/database_grants.hpp"

#include <algorithm>
#include <map>

#include "postern/base/file.hpp"

namespace postern::app {

namespace {

/// `text` between two `quote`s, with each quote in it doubled, and each backslash in a string:
/// MySQL takes it for an escape there, but not in a name.
std::string quoted(const std::string& text, char quote) {
    std::string result{quote};
    for (const char c : text) {
        if (c == quote || (c == '\\' && quote == '\'')) result += c;
        result += c;
    }
    return result + quote;
}

/// A database's name where the server takes `_` and `%` for wildcards: without the backslash the
/// privileges would cover both `postern_a` and `posternXa`.
std::string pattern_of(const std::string& database) {
    std::string pattern;
    for (const char c : database) {
        if (c == '_' || c == '%') pattern += '\\';
        pattern += c;
    }
    return quoted(pattern, '`');
}

std::string fill(std::string text, const std::map<std::string, std::string>& values) {
    for (const auto& [name, value] : values)
        for (auto at = text.find(name); at != std::string::npos;
             at = text.find(name, at + value.size()))
            text.replace(at, name.size(), value);
    return text;
}

std::string grants(const config::Config& config, const std::string& file, const std::string& user,
                   const std::string& from) {
    return fill(read_nonempty_file(config.server.share_dir + "/grants/" + file),
                {{"@DATABASE@", quoted(config.database.name, '`')},
                 {"@PATTERN@", pattern_of(config.database.name)},
                 {"@USER@", account_name(user, from)}});
}

}  // namespace

std::string create_database_sql(const config::Config& config) {
    return fill(read_nonempty_file(config.server.share_dir + "/grants/database.sql.in"),
                {{"@DATABASE@", quoted(config.database.name, '`')}});
}

std::string create_user_sql(const config::Config& config, const std::string& account,
                            const std::string& password) {
    return fill(read_nonempty_file(config.server.share_dir + "/grants/user.sql.in"),
                {{"@PASSWORD@", quoted(password, '\'')}, {"@USER@", account}});
}

std::string main_grants_sql(const config::Config& config, const std::string& from) {
    return grants(config, "main.sql.in", config.database.user, from);
}

std::string gate_grants_sql(const config::Config& config, const std::string& from) {
    if (config.database.gate_user.empty()) return {};
    return grants(config, "gate.sql.in", config.database.gate_user, from);
}

std::string default_origin(const config::DatabaseConfig& database) {
    const auto addresses = config::database_addresses(database);
    const bool is_remote = std::ranges::any_of(
        addresses, [](const config::DatabaseAddress& address) { return !address.host.empty(); });
    return addresses.empty() || is_remote ? "%" : "localhost";
}

std::string account_name(const std::string& name, const std::string& from) {
    return quoted(name, '\'') + "@" + quoted(from, '\'');
}

}  // namespace postern::app
