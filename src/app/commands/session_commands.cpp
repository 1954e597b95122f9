#include <ostream>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/console/table.hpp"

namespace postern::app {

namespace {

constexpr std::size_t kPage = 500;

Row row(const Session& session, const User& user) {
    return {session.public_id.text(),
            user.email.text(),
            to_rfc3339(session.created_at),
            to_rfc3339(session.last_seen_at),
            to_rfc3339(session.expires_at),
            session.remember,
            session.address,
            session.user_agent};
}

std::vector<Row> rows_of(CommandContext& context, const User& user) {
    std::vector<Row> rows;
    for (const auto& session : context.services().sessions.list(user, context.now()))
        rows.push_back(row(session, user));
    return rows;
}

std::vector<Row> rows_of_all(CommandContext& context) {
    std::vector<Row> rows;
    const TimePoint now = context.now();
    SessionId last{};
    for (;;) {
        const auto page = context.services().database.sessions().find_page(last, kPage);
        for (const auto& [session, user] : page)
            if (is_live(session, user, now)) rows.push_back(row(session, user));
        if (page.size() < kPage) return rows;
        last = page.back().session.id;
    }
}

User get_user(CommandContext& context, const std::string& who) {
    auto user = context.services().users.find(who);
    if (!user) throw CommandError{kRefused, "no such user: " + printable(who)};
    return std::move(*user);
}

void list(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("--user");
    print_rows(context.out(), typed.flag("--json"),
               {{"id"},
                {"email"},
                {"created_at"},
                {"last_seen_at"},
                {"expires_at"},
                {"remember"},
                {"address"},
                {"user_agent"}},
               who.empty() ? rows_of_all(context) : rows_of(context, get_user(context, who)),
               "No active sessions.");
}

void revoke(CommandContext& context, const Arguments& typed) {
    const auto& id = typed.text("ID");
    const auto& who = typed.text("--user");
    if (id.empty() == who.empty())
        throw CommandError{kUsage, "give either a session's id or --user"};
    if (!who.empty()) {
        const User user = get_user(context, who);
        const std::size_t count =
            context.services().sign_out.end_all_of(user, context.actor(), context.now());
        context.out() << "Ended " << count << (count == 1 ? " session.\n" : " sessions.\n");
        return;
    }
    const auto parsed = PublicId::parse(id);
    if (!parsed || !context.services().sign_out.end_any(*parsed, context.actor(), context.now()))
        throw CommandError{kRefused,
                           "no such session: " + printable(id) + "; see `postern session list`"};
    context.out() << "Ended the session.\n";
}

}  // namespace

Command session_commands() {
    return {
        .name = "session",
        .help = "List and end sessions",
        .commands = {
            {.name = "list",
             .help = "List active sessions",
             .options = {{.name = "--user",
                          .help = "Only sessions of this user: e-mail address or id"},
                         kJsonFlag},
             .run = list},
            {.name = "revoke",
             .help = "End a session, or all sessions of a user",
             .options = {{.name = "ID", .help = "Id of the session, as `session list` shows it"},
                         {.name = "--user",
                          .help = "End all sessions of this user: e-mail address or id"}},
             .run = revoke}}};
}

}  // namespace postern::app
