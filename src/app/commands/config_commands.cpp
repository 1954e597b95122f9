#include <algorithm>
#include <ostream>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "app/commands/commands.hpp"
#include "app/setup/nginx_pages.hpp"
#include "app/wiring/brand.hpp"
#include "app/wiring/key_ring.hpp"
#include "app/wiring/mail_settings.hpp"
#include "app/wiring/password_data.hpp"
#include "app/wiring/process_settings.hpp"
#include "postern/base/bytes.hpp"
#include "postern/config/reference.hpp"
#include "postern/store/schema_store.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

json::Json to_json(const config::Problem& problem) {
    return json::Json::Object{{"file", problem.file},
                              {"line", std::size_t{problem.line}},
                              {"key", problem.key},
                              {"wrong", problem.wrong},
                              {"remedy", problem.remedy}};
}

/// What of the database server's settings is unfit. A configuration may be checked where the
/// database cannot be reached: that is for `postern doctor` to say.
void check_database_server(CommandContext& context) {
    std::vector<config::Problem> problems;
    try {
        for (const auto& [setting, wrong, remedy] :
             context.schema().find_setting_problems({database_connections(context.config())}))
            problems.push_back({.file = "database server",
                                .line = 0,
                                .key = setting,
                                .wrong = wrong,
                                .remedy = remedy});
    } catch (const store::StoreError&) {
        return;
    }
    if (!problems.empty()) throw config::ConfigError{std::move(problems)};
}

/// All that there is to check. Throws ConfigError.
void check_all(CommandContext& context) {
    config::read_database_password(context.config().database, config::process_environment());
    config::read_gate_database_password(context.config().database, config::process_environment());
    read_key_ring(context.config().keys, config::process_environment());
    PasswordData::load(context.config());
    check_database_server(context);
}

/// The folder where the snippets of nginx are installed.
constexpr const char* kSnippets = "/etc/nginx/postern";

/// `/etc/postern/share/messages/de.properties:12: has no `=`` as a problem of that file.
config::Problem problem_of_overlay(const std::string& what) {
    std::string_view rest = what;
    for (const std::string_view before : {"template ", "cannot read "})
        if (rest.starts_with(before)) rest.remove_prefix(before.size());
    const auto end = rest.find(": ");
    const char* remedy = "correct it, or remove the file";
    if (end == std::string_view::npos)
        return {.file = "pages", .line = 0, .key = {}, .wrong = what, .remedy = remedy};
    auto place = rest.substr(0, end);
    const auto colon = std::min(place.rfind(':'), place.size());
    const auto line = to_number(place.substr(std::min(colon + 1, place.size())));
    if (line) place = place.substr(0, colon);
    return {.file = std::string{place},
            .line = static_cast<unsigned>(line.value_or(0)),
            .key = {},
            .wrong = std::string{rest.substr(end + 2)},
            .remedy = remedy};
}

/// Words, templates, pictures and style sheets, as the daemon loads them. Adds what works and is
/// worth a look. Throws ConfigError.
void check_look(const config::Config& config, std::vector<std::string>& notes) {
    try {
        auto words = load_words(config, &notes);
        const auto letters = load_letters(config, words, &notes);
        const auto pages = load_pages(config, words, &notes);
        const auto installed = text::Catalogue::load(config.server.share_dir + "/messages");
        auto note = note_of_nginx_pages(kSnippets, pages.brand(), words, installed);
        if (!note.empty()) notes.push_back(std::move(note));
    } catch (const std::runtime_error& error) {
        throw config::ConfigError{{problem_of_overlay(error.what())}};
    }
}

/// What is off without being wrong.
std::vector<std::string> find_notes(CommandContext& context) {
    std::vector<std::string> notes;
    const auto& keys = context.config().keys;
    if (!read_key_ring(keys, config::process_environment()))
        notes.push_back(words_for_no_keys(keys));
    check_look(context.config(), notes);
    return notes;
}

void check(CommandContext& context, const Arguments& typed) {
    if (!typed.flag("--json")) {
        check_all(context);
        const auto notes = find_notes(context);
        context.out() << context.config_path() << ": no problems found\n";
        for (const auto& note : notes) context.out() << "Note: " << note << ".\n";
        return;
    }
    try {
        check_all(context);
        json::Json::Array notes;
        for (auto& note : find_notes(context)) notes.emplace_back(std::move(note));
        print_json(context.out(), json::Json::Object{{"result", "valid"},
                                                     {"file", context.config_path()},
                                                     {"problems", json::Json::Array{}},
                                                     {"notes", std::move(notes)}});
    } catch (const config::ConfigError& error) {
        json::Json::Array problems;
        for (const auto& problem : error.problems()) problems.push_back(to_json(problem));
        print_json(context.out(), json::Json::Object{{"result", "invalid"},
                                                     {"file", context.config_path()},
                                                     {"problems", std::move(problems)}});
        throw;
    }
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

/// The values as `config keys` has the defaults: as TOML.
void show_as_json(CommandContext& context) {
    json::Json::Object values;
    for (const auto& [key, value] : config::show(context.config())) values.emplace_back(key, value);
    print_json(context.out(), json::Json{std::move(values)});
}

void show(CommandContext& context, const Arguments& typed) {
    if (typed.flag("--json")) return show_as_json(context);
    auto& out = context.out();
    std::string section;
    for (const auto& [key, value] : config::show(context.config()))
        out << begin_key(out, key, section) << " = " << value << '\n';
}

void list_keys_as_json(std::ostream& out) {
    std::vector<Row> rows;
    for (const auto& key : config::all_keys())
        rows.push_back({key.key, key.type, key.range, key.fallback, key.variable, key.doc});
    print_rows(out, {.json = true},
               {{"key"}, {"type"}, {"range"}, {"default"}, {"variable"}, {"meaning"}}, rows, "");
}

/// A configuration file with every key commented out.
void list_keys(CommandContext& context, const Arguments& typed) {
    auto& out = context.out();
    if (typed.flag("--json")) return list_keys_as_json(out);
    std::string section;
    for (const auto& key : config::all_keys()) {
        const auto name = begin_key(out, key.key, section);
        out << "\n# " << key.doc << "\n# (" << key.type << (key.range.empty() ? "" : ", ")
            << key.range << "; " << key.variable << ")\n#" << name << " = "
            << (key.fallback.empty() ? "\"\"" : key.fallback) << '\n';
    }
}

}  // namespace

Command config_commands() {
    return {.name = "config",
            .help = "Inspect the configuration",
            .commands = {{.name = "check",
                          .help = "Check the configuration and report every problem",
                          .options = {kJsonFlag},
                          .run = check},
                         {.name = "show",
                          .help = "Print every key with its effective value",
                          .options = {kJsonFlag},
                          .run = show},
                         {.name = "keys",
                          .help = "List every key with its default and meaning",
                          .options = {kJsonFlag},
                          .run = list_keys}}};
}

}  // namespace postern::app
