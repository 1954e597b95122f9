// Loading: file, then environment, then checks; every problem is told at once.
#include "postern/config/config.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "config/checks.hpp"
#include "config/files.hpp"
#include "config/keys.hpp"
#include "config/suggestion.hpp"
#include "config/toml_document.hpp"
#include "config/value.hpp"

namespace postern::config {

namespace {

constexpr std::string_view kEnvironment = "environment";
constexpr std::string_view kPrefix = "POSTERN_";
constexpr std::string_view kConfigVariable = "POSTERN_CONFIG";

/// Where a key got its value, to name in problems found later.
struct Place {
    std::string file;
    unsigned line = 0;
};

/// The work of one load: what was set so far, where, and what is wrong with it.
class Loader {
public:
    explicit Loader(const std::string& file) : file_{file} {
        config_.server.share_dir = installed_share_dir(config_.server.share_dir);
    }

    void read_file(std::string_view toml);
    void read_environment(const Environment& environment);
    void refuse_strangers(const std::vector<std::string>& names);
    void check_whole();
    /// Throws ConfigError when there was any problem.
    Config finish();

private:
    void apply(const Setting& setting);
    void refuse_unknown(const Setting& setting);
    void settle_registration();
    void set(const Key& key, const Value& value, const Place& place, const std::string& shown);

    std::string file_;
    Config config_;
    std::map<std::string, Place, std::less<>> places_;
    std::set<std::string, std::less<>> complained_;
    std::vector<Problem> problems_;
};

std::string with_suggestion(std::string_view name, const std::vector<std::string>& candidates,
                            const std::string& otherwise) {
    const auto meant = closest(name, candidates);
    return meant ? "did you mean " + *meant + "?" : otherwise;
}

std::vector<std::string> key_names() {
    std::vector<std::string> names;
    for (const Key& key : keys()) names.emplace_back(key.name);
    return names;
}

std::vector<std::string> variable_names() {
    std::vector<std::string> names;
    for (const Key& key : keys()) names.push_back(environment_name(key));
    return names;
}

/// An unknown name comes from outside and ends up on a terminal: only harmless characters of it.
std::string printable(std::string_view name) {
    constexpr std::size_t kShownBytes = 80;
    std::string shown{name.substr(0, kShownBytes)};
    std::ranges::replace_if(
        shown, [](char c) { return c <= ' ' || c > '~'; }, '?');
    return shown;
}

void Loader::set(const Key& key, const Value& value, const Place& place, const std::string& shown) {
    places_[std::string{key.name}] = place;
    auto complaint = assign(key, value, config_);
    if (!complaint) return;
    complained_.emplace(key.name);
    problems_.push_back({.file = place.file,
                         .line = place.line,
                         .key = shown,
                         .wrong = std::move(complaint->wrong),
                         .remedy = std::move(complaint->remedy)});
}

void Loader::refuse_unknown(const Setting& setting) {
    const bool is_known_section = is_section(setting.name);
    problems_.push_back(
        {.file = file_,
         .line = setting.line,
         .key = printable(setting.name),
         .wrong = is_known_section ? "is not a table" : "is not a known key",
         .remedy = is_known_section
                       ? "write [" + setting.name + "] and its keys below"
                       : with_suggestion(setting.name, key_names(),
                                         "remove it; `postern config show` lists every key")});
}

void Loader::apply(const Setting& setting) {
    switch (setting.position) {
        case Position::TopLevel:
            refuse_unknown(setting);
            return;
        case Position::EmptySection:
            if (!is_section(setting.name)) refuse_unknown(setting);
            return;
        case Position::InSection:
            break;
    }
    if (const Key* key = find_key(setting.name))
        set(*key, setting.value, {file_, setting.line}, setting.name);
    else
        refuse_unknown(setting);
}

void Loader::read_file(std::string_view toml) {
    const auto settings = read_toml(toml);
    if (!settings) {
        problems_.push_back({.file = file_,
                             .line = settings.error().line,
                             .key = {},
                             .wrong = settings.error().wrong,
                             .remedy = "write key = value lines below [section] lines"});
        throw ConfigError{std::move(problems_)};
    }
    for (const Setting& setting : *settings) apply(setting);
}

void Loader::read_environment(const Environment& environment) {
    for (const Key& key : keys()) {
        const std::string name = environment_name(key);
        if (const auto text = environment(name))
            set(key, from_environment(key.kind, *text), {std::string{kEnvironment}, 0}, name);
    }
}

void Loader::refuse_strangers(const std::vector<std::string>& names) {
    const std::vector<std::string> known = variable_names();
    for (const std::string& name : names) {
        if (!name.starts_with(kPrefix) || name == kConfigVariable) continue;
        if (std::ranges::find(known, name) != known.end()) continue;
        const bool is_secret = name == "POSTERN_DATABASE_PASSWORD";
        problems_.push_back(
            {.file = std::string{kEnvironment},
             .line = 0,
             .key = printable(name),
             .wrong = is_secret ? "is a secret in the environment, where other processes can see it"
                                : "names no key",
             .remedy = is_secret ? "write it to a file and name that in database.password_file"
                                 : with_suggestion(name, known, "remove it")});
    }
}

/// `registration.enabled` is how older files say it.
void Loader::settle_registration() {
    const auto old = places_.find("registration.enabled");
    const bool has_mode = places_.contains("registration.mode");
    auto& registration = config_.registration;
    if (old == places_.end()) {
        registration.enabled = registration.mode == RegistrationMode::Open;
        return;
    }
    const auto meant = registration.enabled ? RegistrationMode::Open : RegistrationMode::Closed;
    if (!has_mode) registration.mode = meant;
    if (registration.mode == meant) return;
    problems_.push_back({.file = old->second.file,
                         .line = old->second.line,
                         .key = "registration.enabled",
                         .wrong = "says otherwise than registration.mode",
                         .remedy = "remove it; registration.mode says it all"});
}

void Loader::check_whole() {
    settle_registration();
    for (Finding& finding : check(config_)) {
        if (complained_.contains(finding.key)) continue;  // it still has its default; said enough
        const auto place = places_.find(finding.key);
        const bool is_set = place != places_.end();
        problems_.push_back({.file = is_set ? place->second.file : file_,
                             .line = is_set ? place->second.line : 0,
                             .key = std::move(finding.key),
                             .wrong = std::move(finding.wrong),
                             .remedy = std::move(finding.remedy)});
    }
}

Config Loader::finish() {
    if (!problems_.empty()) throw ConfigError{std::move(problems_)};
    canonicalize(config_);
    for (const auto& [key, place] : places_)
        config_.sources[key] = place.file == kEnvironment ? "environment" : "file";
    return std::move(config_);
}

std::string join_lines(const std::vector<Problem>& problems) {
    std::string text;
    for (const Problem& problem : problems) {
        if (!text.empty()) text += '\n';
        text += problem.text();
    }
    return text;
}

}  // namespace

std::string Problem::text() const {
    std::string result = file;
    if (line != 0) result.append(":").append(std::to_string(line));
    result.append(": ");
    if (!key.empty()) result.append(key).append(": ");
    return result.append(wrong).append("; ").append(remedy);
}

ConfigError::ConfigError(std::vector<Problem> problems)
    : std::runtime_error{join_lines(problems)}, problems_{std::move(problems)} {}

Config parse(std::string_view toml, const std::string& file, const Environment& environment,
             const std::vector<std::string>& names) {
    Loader loader{file};
    loader.read_file(toml);
    loader.read_environment(environment);
    loader.refuse_strangers(names);
    loader.check_whole();
    return loader.finish();
}

Config load(const std::string& path, const Environment& environment,
            const std::vector<std::string>& names) {
    return parse(read_config_file(path), path, environment, names);
}

std::vector<std::pair<std::string, std::string>> show(const Config& config) {
    std::vector<std::pair<std::string, std::string>> lines;
    for (const Key& key : keys()) lines.emplace_back(key.name, render(key, config));
    return lines;
}

}  // namespace postern::config
