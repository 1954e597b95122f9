/// rules_file_entry: the values in a file of rules, and what is wrong with them.
///
/// What rules_file.cpp reads with: one function for each form that a value can have, and a table of
/// the keys that a table of the file may have. A mistake is written down, and reading goes on, so
/// that one run tells all of them.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/suggestion.hpp"
#include "config/toml_parse.hpp"
#include "postern/base/clock.hpp"
#include "postern/config/config.hpp"
#include "postern/model/assurance.hpp"

namespace postern::config {

/// A harmless and short form of a value or a name, for terminals; in quotes.
std::string quoted(std::string_view text);

/// What was found wrong so far.
struct Complaints {
    std::string file;
    std::vector<Problem> problems{};

    void add(unsigned line, std::string_view key, std::string wrong, std::string remedy);
};

/// A key with its value. Functions that return nothing have complained.
class Entry {
public:
    Entry(const toml::node& node, unsigned line, std::string key, Complaints& complaints)
        : node_{node}, line_{line}, key_{std::move(key)}, complaints_{complaints} {}

    unsigned line() const noexcept { return line_; }
    const std::string& key() const noexcept { return key_; }
    const toml::node& node() const noexcept { return node_; }
    Complaints& complaints() const noexcept { return complaints_; }

    void complain(std::string wrong, std::string remedy) const {
        complaints_.add(line_, key_, std::move(wrong), std::move(remedy));
    }
    /// Says of which type the value is.
    void complain_of_type(std::string remedy) const;

    // `example` is what the complaint shows.
    std::optional<std::string> text(std::string_view example) const;
    std::optional<bool> boolean() const;
    /// At least one.
    std::optional<std::vector<std::string>> texts(std::string_view example) const;
    std::optional<Level> level() const;
    std::optional<std::chrono::seconds> duration() const;
    std::optional<TimePoint> time() const;

private:
    const toml::node& node_;
    unsigned line_;
    std::string key_;
    Complaints& complaints_;
};

/// A key that a table may have.
template <class Target>
struct Field {
    std::string_view name;
    void (*read)(const Entry& entry, Target& target);
};

/// Reads every key of `table`; `home` is how its name begins in problems.
template <class Target>
void read_fields(const toml::table& table, const std::string& home,
                 std::span<const Field<Target>> fields, Target& target, Complaints& complaints) {
    for (const auto& [key, node] : table) {
        const unsigned line = line_of(key.source());
        const auto field = std::ranges::find(fields, key.str(), &Field<Target>::name);
        if (field != fields.end()) {
            field->read({node, line, home + "." + std::string{key.str()}, complaints}, target);
            continue;
        }
        std::vector<std::string> names;
        for (const auto& known : fields) names.emplace_back(known.name);
        const auto meant = closest(key.str(), names);
        complaints.add(line, home, quoted(key.str()) + " is not a known key",
                       meant ? "did you mean " + *meant + "?" : "remove it");
    }
}

template <class T>
void put(T& target, std::optional<T> value) {
    if (value) target = std::move(*value);
}

template <class T>
void put(std::optional<T>& target, std::optional<T> value) {
    if (value) target = std::move(value);
}

/// One of a few words.
template <class T>
void put_word(const Entry& entry, T& target, std::optional<T> (*parse)(std::string_view) noexcept,
              std::string_view words) {
    const auto text = entry.text(words.substr(0, words.find(' ')));
    if (!text) return;
    const auto value = parse(*text);
    if (value)
        target = *value;
    else
        entry.complain(quoted(*text) + " is none of the words",
                       "write one of: " + std::string{words});
}

}  // namespace postern::config
