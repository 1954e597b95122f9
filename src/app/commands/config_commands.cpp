#include <ostream>

#include "app/commands/commands.hpp"
#include "app/wiring/password_data.hpp"
#include "postern/config/reference.hpp"

namespace postern::app {

namespace {

void check(Workbench& bench) {
    config::read_database_password(bench.config().database, config::process_environment());
    config::read_gate_database_password(bench.config().database, config::process_environment());
    PasswordData::load(bench.config());
    bench.console().out << bench.config_path << ": no problem found\n";
}

/// Writes `[section]` before its first key. Returns the key's name within it.
std::string begin_key(std::ostream& out, const std::string& key, std::string& section) {
    const auto dot = key.find('.');
    if (key.substr(0, dot) != section) {
        out << (section.empty() ? "[" : "\n[") << key.substr(0, dot) << "]\n";
        section = key.substr(0, dot);
    }
    return key.substr(dot + 1);
}

void show(Workbench& bench) {
    auto& out = bench.console().out;
    std::string section;
    for (const auto& [key, value] : config::show(bench.config()))
        out << begin_key(out, key, section) << " = " << value << '\n';
}

void list_keys_as_json(Workbench& bench) {
    std::vector<std::vector<json::Json>> rows;
    for (const auto& key : config::all_keys())
        rows.push_back({key.key, key.type, key.range, key.fallback, key.variable, key.doc});
    print_rows(bench, {{"key"}, {"type"}, {"range"}, {"default"}, {"variable"}, {"meaning"}}, rows,
               "");
}

/// As a configuration in which every key is commented out.
void list_keys(Workbench& bench) {
    if (bench.json) return list_keys_as_json(bench);
    auto& out = bench.console().out;
    std::string section;
    for (const auto& key : config::all_keys()) {
        const auto name = begin_key(out, key.key, section);
        out << "\n# " << key.doc << "\n# (" << key.type << (key.range.empty() ? "" : ", ")
            << key.range << "; " << key.variable << ")\n#" << name << " = "
            << (key.fallback.empty() ? "\"\"" : key.fallback) << '\n';
    }
}

}  // namespace

void add_config_commands(CLI::App& cli, Workbench& bench) {
    auto* group = add_group(cli, "config", "Look at the configuration");
    group->add_subcommand("check", "Say what is wrong with it, or that nothing is")
        ->callback([&bench] { check(bench); });
    group->add_subcommand("show", "Print every key with the value that is in force")
        ->callback([&bench] { show(bench); });
    auto* keys = group->add_subcommand("keys", "List every key with its default and its meaning");
    add_json_flag(keys, bench);
    keys->callback([&bench] { list_keys(bench); });
}

}  // namespace postern::app
