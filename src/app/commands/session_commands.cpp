#include <ostream>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/console/progress.hpp"
#include "app/console/question.hpp"

namespace postern::app {

namespace {

constexpr std::size_t kPage = 500;
constexpr std::size_t kMostOfUser = 200;

const std::vector<Column> kColumns{{"id"},
                                   {"email", Cells::Text},
                                   {"created_at", Cells::Time, true},
                                   {"last_seen_at", Cells::Time},
                                   {"expires_at", Cells::Time, true},
                                   {.title = "remember", .wide = true},
                                   {"address"},
                                   {"device", Cells::Text},
                                   {.title = "user_agent", .wide = true}};

Row row(const Session& session, const UserRow& user) {
    return {session.public_id.text(),
            user.email ? json::Json{user.email->text()} : json::Json{},
            to_rfc3339(session.created_at),
            to_rfc3339(session.last_seen_at),
            to_rfc3339(session.expires_at),
            session.remember,
            session.address,
            device_text(session.user_agent),
            session.user_agent};
}

struct Found {
    std::vector<Row> rows{};
    std::vector<std::string> damaged{};
};

Found sessions_of(CommandContext& context, const UserRow& user) {
    Found found;
    const auto sessions = active_sessions(context, user);
    for (const auto& session : sessions.found) found.rows.push_back(row(session, user));
    add_damaged(found.rows, found.damaged, sessions.damaged, kColumns.size());
    if (!user.damaged.empty()) found.damaged.push_back(row_name(user));
    return found;
}

Found sessions_of_all(CommandContext& context) {
    Found found;
    const TimePoint now = context.now();
    SessionId last{};
    for (;;) {
        const auto page = context.services().database.sessions().list(last, kPage);
        for (const auto& [session, user] : page.found)
            if (is_live(session, user, now)) found.rows.push_back(row(session, user));
        add_damaged(found.rows, found.damaged, page.damaged, kColumns.size());
        if (page.complete) return found;
        last = page.last;
    }
}

void list(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("--user");
    const auto found =
        who.empty() ? sessions_of_all(context) : sessions_of(context, get_row(context, who));
    print_rows(context.out(), table_style(context, typed), kColumns, found.rows,
               "No active sessions.");
    refuse_damaged(found.damaged, kDamagedUserAdvice);
}

Outcome ended(std::size_t count) {
    return {"ended",
            "Ended " + std::to_string(count) + (count == 1 ? " session." : " sessions."),
            {{"sessions", count}}};
}

void revoke_of_user(CommandContext& context, const Arguments& typed) {
    const UserRow user = get_row(context, typed.text("--user"));
    report(context, typed,
           ended(context.services().sign_out.end_all_of(user, context.actor(), context.now())));
}

void revoke_one(CommandContext& context, const Arguments& typed) {
    const auto& id = typed.text("ID");
    const auto parsed = PublicId::parse(id);
    if (!parsed || !context.services().sign_out.end_any(*parsed, context.actor(), context.now()))
        throw CommandError{kRefused,
                           "no such session: " + printable(id) + "; see `postern session list`"};
    report(context, typed, {"ended", "Ended the session.", {{"sessions", 1}}});
}

void revoke_all(CommandContext& context, const Arguments& typed) {
    confirm(context.console(), typed.flag("--yes"),
            "End all sessions of all users? Everyone has to sign in again.", Unasked::Refuse);
    Progress progress{context.console().err};
    const auto count = context.services().sign_out.end_everybodys(
        context.actor(), context.now(),
        [&progress](std::size_t so_far) { progress.report("Ended", so_far); });
    progress.end();
    report(context, typed, ended(count));
}

void revoke(CommandContext& context, const Arguments& typed) {
    const bool one = !typed.text("ID").empty();
    const bool of_user = !typed.text("--user").empty();
    const bool all = typed.flag("--all");
    if (one + of_user + all != 1)
        throw CommandError{kUsage, "give one of these: a session's id, --user, or --all"};
    if (all) return revoke_all(context, typed);
    return of_user ? revoke_of_user(context, typed) : revoke_one(context, typed);
}

}  // namespace

ActiveSessions active_sessions(CommandContext& context, const UserRow& user) {
    auto listed = context.services().database.sessions().list_by_user(user.id, kMostOfUser);
    const TimePoint now = context.now();
    std::erase_if(listed.found, [&](const Session& session) {
        return user.disabled ||
               !is_within_lifetime(session.last_seen_at, session.expires_at, session.idle_ttl, now);
    });
    return {std::move(listed.found), std::move(listed.damaged)};
}

Command session_commands() {
    return {
        .name = "session",
        .help = "List and end sessions",
        .commands = {
            {.name = "list",
             .help = "List active sessions",
             .options = with_table_options(
                 {{.name = "--user", .help = "Only sessions of this user: e-mail address or id"}}),
             .run = list},
            {.name = "revoke",
             .help = "End a session, all sessions of a user, or all sessions",
             .options = {{.name = "ID", .help = "Id of the session, as `session list` shows it"},
                         {.name = "--user",
                          .help = "End all sessions of this user: e-mail address or id"},
                         {.name = "--all",
                          .help = "End all sessions of all users; asks first on a terminal, and "
                                  "needs --yes elsewhere",
                          .type = OptionType::Flag},
                         kYesFlag,
                         kJsonFlag},
             .run = revoke}}};
}

}  // namespace postern::app
