#include <ostream>

#include "app/commands/commands.hpp"
#include "app/password_data.hpp"
#include "postern/config/reference.hpp"

namespace postern::app {

namespace {

void check(Workbench& bench) {
    config::read_database_password(bench.config().database, config::process_environment());
    config::read_gate_database_password(bench.config().database, config::process_environment());
    PasswordData::load(bench.config());
    bench.console().out << bench.config_path << ": no problem found\n";
}

void show(Workbench& bench) {
    std::string section;
    for (const auto& [key, value] : config::show(bench.config())) {
        const auto dot = key.find('.');
        if (key.substr(0, dot) != section) {
            bench.console().out << (section.empty() ? "[" : "\n[") << key.substr(0, dot) << "]\n";
            section = key.substr(0, dot);
        }
        bench.console().out << key.substr(dot + 1) << " = " << value << '\n';
    }
}

void list_keys(Workbench& bench) {
    std::vector<std::vector<http::Json>> rows;
    for (const auto& key : config::all_keys())
        rows.push_back({key.key, key.type, key.range, key.fallback, key.variable, key.doc});
    print_rows(bench, {{"key"}, {"type"}, {"range"}, {"default"}, {"variable"}, {"meaning"}}, rows,
               "");
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
