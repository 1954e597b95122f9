// postern token: what programs have in place of a session.
#include <algorithm>

#include "app/commands/audit_options.hpp"
#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"

namespace postern::app {

namespace {

constexpr std::size_t kPage = 500;
constexpr std::size_t kMostOfUser = 1000;

const std::vector<Column> kColumns{{"id"},
                                   {"kind"},
                                   {"email", Cells::Text},
                                   {"name", Cells::Text},
                                   {"scopes", Cells::Text},
                                   {.title = "site", .wide = true},
                                   {"created_at", Cells::Time, true},
                                   {"last_used_at", Cells::Time},
                                   {"ends_at", Cells::Time},
                                   {.title = "address", .wide = true},
                                   {.title = "device", .cells = Cells::Text, .wide = true}};

/// Whose tokens, and which of them.
struct Filter {
    std::optional<UserRow> user{};
    std::optional<TimePoint> unused_since{};
    bool as_json = false;
};

json::Json email_of(const std::optional<EmailAddress>& email) {
    return email ? json::Json{email->text()} : json::Json{};
}

json::Json scopes_of(const Scopes& scopes, bool as_json) {
    if (!as_json) return scopes.text();
    const auto words = scopes.words();
    return json::Json::Array{words.begin(), words.end()};
}

/// Tokens that a program got by signing in, with those that follow them.
Row row(const TokenFamily& family, const json::Json& email, bool as_json) {
    return {family.public_id.text(),
            "program",
            email,
            family.name == family.user_agent ? device_text(family.user_agent) : family.name,
            scopes_of(family.scopes, as_json),
            family.site.empty() ? json::Json{} : json::Json{family.site},
            to_rfc3339(family.created_at),
            to_rfc3339(family.used_at),
            to_rfc3339(ends_at(family)),
            family.address,
            device_text(family.user_agent)};
}

Row row(const PersonalToken& token, const json::Json& email, bool as_json) {
    return {token.public_id.text(),
            "personal",
            email,
            token.name,
            scopes_of(token.scopes, as_json),
            json::Json{},
            to_rfc3339(token.created_at),
            time_or_null(token.last_used_at),
            to_rfc3339(token.expires_at),
            token.address,
            json::Json{}};
}

/// A token that was made since counts as used.
bool is_unused(TimePoint used_at, const Filter& filter) {
    return !filter.unused_since || used_at < *filter.unused_since;
}

std::vector<Row> tokens_of(CommandContext& context, const Filter& filter) {
    const UserRow& user = *filter.user;
    const auto email = email_of(user.email);
    auto& database = context.services().database;
    const TimePoint now = context.now();
    std::vector<Row> rows;
    // Neither counts while the user may not sign in; the first come back with a new sign-in only.
    if (!user.disabled)
        for (const auto& family : database.tokens().find_by_user(user.id, now, kMostOfUser))
            if (is_unused(family.used_at, filter))
                rows.push_back(row(family, email, filter.as_json));
    for (const auto& token : database.personal_tokens().find_by_user(user.id, now))
        if (is_unused(token.last_used_at.value_or(token.created_at), filter))
            rows.push_back(row(token, email, filter.as_json));
    return rows;
}

std::vector<Row> tokens_of_all(CommandContext& context, const Filter& filter) {
    auto& database = context.services().database;
    const TimePoint now = context.now();
    std::vector<Row> rows;
    for (FamilyId last{};;) {
        const auto page = database.tokens().list(last, now, kPage);
        if (page.empty()) break;
        for (const auto& found : page)
            if (service::may_continue(found, now) == service::FamilyStop::None &&
                is_unused(found.family.used_at, filter))
                rows.push_back(row(found.family, email_of(found.user.email), filter.as_json));
        last = page.back().family.id;
    }
    for (PersonalTokenId last{};;) {
        const auto page = database.personal_tokens().list(last, filter.unused_since, now, kPage);
        if (page.empty()) break;
        for (const auto& [token, user] : page)
            rows.push_back(row(token, email_of(user.email), filter.as_json));
        last = page.back().token.id;
    }
    return rows;
}

void list(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("--user");
    const Filter filter{.user = who.empty() ? std::nullopt : std::optional{get_row(context, who)},
                        .unused_since = typed_moment(typed.text("--unused"), context.now()),
                        .as_json = typed.flag("--json")};
    const auto rows = filter.user ? tokens_of(context, filter) : tokens_of_all(context, filter);
    print_rows(context.out(), table_style(context, typed), kColumns, rows,
               filter.unused_since ? "No unused tokens." : "No tokens.");
}

void revoke(CommandContext& context, const Arguments& typed) {
    const auto& typed_id = typed.text("ID");
    const auto id = PublicId::parse(typed_id);
    auto& services = context.services();
    const char* kind = nullptr;
    if (id && services.tokens.end_any(*id, context.actor(), context.now())) kind = "program";
    if (id && kind == nullptr &&
        services.personal_tokens.end_any(*id, context.actor(), context.now()))
        kind = "personal";
    if (kind == nullptr)
        throw CommandError{kRefused,
                           "no such token: " + printable(typed_id) + "; see `postern token list`"};
    report(context, typed, {"revoked", "Revoked the token.", {{"id", id->text()}, {"kind", kind}}});
}

}  // namespace

Command token_commands() {
    return {
        .name = "token",
        .help = "List and revoke the tokens of programs",
        .commands = {
            {.name = "list",
             .help = "List personal tokens, and programs that have signed in for tokens",
             .options = with_table_options(
                 {{.name = "--user", .help = "Only tokens of this user: e-mail address or id"},
                  {.name = "--unused",
                   .help = "Only tokens that were neither made nor used since this time, such as "
                           "2026-11-21, or 90d for 90 days ago"}}),
             .run = list},
            {.name = "revoke",
             .help = "Revoke a token at once, with the access tokens that a program got by it",
             .options = {{.name = "ID",
                          .help = "Id of the token, as `token list` shows it",
                          .required = true},
                         kJsonFlag},
             .run = revoke}}};
}

}  // namespace postern::app
