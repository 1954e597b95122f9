// postern audit --access
#include <algorithm>
#include <map>
#include <ostream>

#include "app/commands/audit_options.hpp"
#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "postern/store/access_event_store.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

const std::vector<Column> kColumns{{"hour", Cells::Time},
                                   {"site", Cells::Text},
                                   {"rule"},
                                   {"rule_name", Cells::Text},
                                   {.title = "user", .wide = true},
                                   {"email", Cells::Text},
                                   {"verdict"},
                                   {"count"},
                                   {"first_at", Cells::Time, true},
                                   {"last_at", Cells::Time}};

std::optional<SiteId> site_of(CommandContext& context, const std::string& name) {
    if (name.empty()) return std::nullopt;
    const auto site = context.services().sites.find(name);
    if (!site) throw no_such_site(name);
    return site->id;
}

store::AccessFilter filter_of(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("--user");
    return {.site = site_of(context, typed.text("--site")),
            .user = who.empty() ? std::nullopt : std::optional{get_row(context, who).id},
            .verdict = typed_word(typed.text("--verdict"), "verdict", kAccessVerdicts,
                                  parse_access_verdict),
            .since = typed_moment(typed.text("--since"), context.now()),
            .until = typed_moment(typed.text("--until"), context.now())};
}

/// As people count them.
std::string rule_text(int rule) {
    switch (rule) {
        case kDefaultDecided:
            return "default";
        case kPreflightDecided:
            return "preflight";
        case kOddPathDecided:
            return "odd_path";
        default:
            return std::to_string(rule + 1);
    }
}

/// Counts as rows. Reads the rules of each site once, for their names.
class Rows {
public:
    /// `context` must outlive it.
    explicit Rows(CommandContext& context) : context_{context} {}

    Row row(const store::AccessEvent& event) {
        const AccessCount& counted = event.counted;
        return {to_rfc3339(counted.hour),
                event.site.empty()
                    ? "site " + std::to_string(static_cast<std::uint64_t>(counted.site))
                    : event.site,
                rule_text(counted.rule),
                name_of_rule(event),
                event.user ? json::Json{event.user->text()} : json::Json{},
                event.email ? json::Json{event.email->text()} : json::Json{},
                to_text(counted.verdict),
                counted.count,
                to_rfc3339(counted.first_at),
                to_rfc3339(counted.last_at)};
    }

private:
    /// Null for a default, and where the rules have changed since.
    json::Json name_of_rule(const store::AccessEvent& event) {
        if (event.counted.rule < 0 || !event.rules_are_the_same) return {};
        const auto [known, is_new] = names_.try_emplace(event.site);
        if (is_new) known->second = names_at(event.site);
        const auto index = static_cast<std::size_t>(event.counted.rule);
        return index < known->second.size() ? json::Json{known->second[index]} : json::Json{};
    }

    std::vector<std::string> names_at(const std::string& site) {
        std::vector<std::string> names;
        try {
            const auto rules = context_.services().rules.find(site);
            if (rules)
                for (const Rule& rule : rules->rules) names.push_back(rule.name);
        } catch (const store::StoreError& error) {
            if (error.transient()) throw;
            // They can't be read: then the numbers have to do.
        }
        return names;
    }

    CommandContext& context_;
    std::map<std::string, std::vector<std::string>, std::less<>> names_{};
};

}  // namespace

void list_access(CommandContext& context, const Arguments& typed) {
    auto list = context.services().database.access_events().list(filter_of(context, typed), 0,
                                                                 typed.number("--limit"));
    // Oldest first, so that the newest are next to the prompt.
    std::ranges::reverse(list.found);
    Rows all{context};
    std::vector<Row> rows;
    std::vector<std::string> damaged;
    for (const auto& event : list.found) rows.push_back(all.row(event));
    add_damaged(rows, damaged, list.damaged, kColumns.size());
    print_rows(context.out(), table_style(context, typed), kColumns, rows,
               "No matching decisions.");
    refuse_damaged(damaged, kDamagedRowAdvice);
}

}  // namespace postern::app
