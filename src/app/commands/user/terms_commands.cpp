// postern terms add|list
#include <cstdlib>
#include <utility>

#include "app/commands/access/access_words.hpp"
#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "postern/base/file.hpp"

namespace postern::app {

namespace {

const std::vector<Column> kColumns{{"version"},
                                   {"languages", Cells::Text},
                                   {"added_at", Cells::Time},
                                   {"added_by", Cells::Text, true},
                                   {"must_accept_by", Cells::Time}};

CommandError refused(service::TermsError error) {
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case service::TermsError::BadVersion:
            return {kRefused,
                    "a version must be 1 to 40 characters of A-Z, a-z, 0-9, '.', '_' and '-', and "
                    "start with a letter or digit, such as 2026-11"};
        case service::TermsError::BadDate:
            return {kRefused, "--must-accept-by must be in the future"};
        case service::TermsError::NoText:
            return {kUsage, "give --file en=FILE, once for each language"};
        case service::TermsError::BadText:
            return {kRefused, "a text must be UTF-8, not empty and at most 200 kB"};
        case service::TermsError::VersionTaken:
            return {kRefused,
                    "there is a version of this name, and it stays as people accepted it; give "
                    "the new text another name"};
    }
    std::abort();  // a value outside the enum is a bug
}

/// `en=terms.txt`
std::pair<std::string, std::string> split(const std::string& option) {
    const auto equals = option.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == option.size())
        throw CommandError{kUsage, "write --file LANGUAGE=FILE, such as --file en=terms-en.txt"};
    return {option.substr(0, equals), option.substr(equals + 1)};
}

std::map<std::string, std::string> read_texts(const std::vector<std::string>& options) {
    std::map<std::string, std::string> texts;
    for (const auto& option : options) {
        const auto [language, path] = split(option);
        if (!texts.emplace(language, read_file(path, kMaxTermsText + 1)).second)
            throw CommandError{kUsage, "give one file for each language"};
    }
    return texts;
}

void add(CommandContext& context, const Arguments& typed) {
    const auto added = context.services().duties.add_terms(
        typed.text("VERSION"), read_texts(typed.texts("--file")),
        typed_later_moment(context, typed, "--must-accept-by"), context.actor(), context.now());
    if (!added) throw refused(added.error());
    report(context, typed,
           {"added",
            "Added version " + added->version + " of the terms in " + listed(added->languages) +
                (added->must_accept_by
                     ? ". Users are asked from " + to_rfc3339(*added->must_accept_by) + " on."
                     : ". Only new users are asked for it."),
            {{"version", added->version},
             {"languages", names_json(added->languages)},
             {"must_accept_by", time_or_null(added->must_accept_by)}}});
}

void list(CommandContext& context, const Arguments& typed) {
    std::vector<Row> rows;
    for (const auto& terms : context.services().duties.list_terms()) {
        std::string languages;
        for (const auto& language : terms.languages)
            languages.append(languages.empty() ? "" : " ").append(language);
        rows.push_back({terms.version, languages, to_rfc3339(terms.added_at), terms.added_by,
                        time_or_null(terms.must_accept_by)});
    }
    print_rows(context.out(), table_style(context, typed), kColumns, rows,
               "No terms. Nobody is asked for any: postern terms add VERSION --file en=FILE");
}

}  // namespace

Command terms_commands() {
    return {
        .name = "terms",
        .help = "Terms that people accept when they make an account",
        .commands = {
            {.name = "add",
             .help = "Add a version, which takes the place of the one before",
             .options = {{.name = "VERSION", .help = "Its name, such as 2026-11", .required = true},
                         {.name = "--file",
                          .help = "Text of one language: en=FILE; may be given more than once",
                          .repeatable = true},
                         {.name = "--must-accept-by",
                          .help = "From when on users must accept it before they go on: a day, "
                                  "a time, or a length of time from now such as 30d; without "
                                  "it, only new users are asked"},
                         kJsonFlag},
             .run = add},
            {.name = "list",
             .help = "List the versions, newest first",
             .options = with_table_options({}),
             .run = list}}};
}

}  // namespace postern::app
