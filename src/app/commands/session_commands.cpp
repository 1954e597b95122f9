#include <ostream>

#include "app/commands/commands.hpp"
#include "postern/service/audit/audit_trail.hpp"

namespace postern::app {

namespace {

constexpr std::size_t kPage = 500;

std::vector<json::Json> row(const Session& session, const User& user) {
    return {session.public_id.text(),
            user.email.text(),
            to_rfc3339(session.created_at),
            to_rfc3339(session.last_seen_at),
            to_rfc3339(session.expires_at),
            session.remember,
            session.address,
            session.user_agent};
}

std::vector<std::vector<json::Json>> rows_of(Workbench& bench, const User& user) {
    std::vector<std::vector<json::Json>> rows;
    for (const auto& session : bench.sessions().list(user, bench.now()))
        rows.push_back(row(session, user));
    return rows;
}

std::vector<std::vector<json::Json>> rows_of_all(Workbench& bench) {
    std::vector<std::vector<json::Json>> rows;
    const TimePoint now = bench.now();
    SessionId last{};
    for (;;) {
        const auto page = bench.session_store().find_page(last, kPage);
        for (const auto& [session, user] : page)
            if (is_live(session, user, now)) rows.push_back(row(session, user));
        if (page.size() < kPage) return rows;
        last = page.back().session.id;
    }
}

User get_user(Workbench& bench, const std::string& who) {
    auto user = bench.users().find(who);
    if (!user) throw CommandError{kRefused, "no such user: " + printable(who)};
    return std::move(*user);
}

void list(Workbench& bench, const std::string& who) {
    print_rows(bench,
               {{"id"},
                {"email"},
                {"created_at"},
                {"last_seen_at"},
                {"expires_at"},
                {"remember"},
                {"address"},
                {"user_agent"}},
               who.empty() ? rows_of_all(bench) : rows_of(bench, get_user(bench, who)),
               "Nobody is signed in.");
}

/// `detail`: what was ended, in one word.
void note(Workbench& bench, const std::optional<PublicId>& user, std::string_view detail) {
    const auto actor = bench.actor();
    bench.audit().add(service::audit_entry(
        {.event = AuditEvent::SessionEnded, .user = user, .actor = actor, .detail = detail}, {},
        bench.now()));
}

void revoke(Workbench& bench, const std::string& id, const std::string& who) {
    if (id.empty() == who.empty())
        throw CommandError{kUsage, "give either a session's id or --user"};
    if (!who.empty()) {
        const User user = get_user(bench, who);
        const std::size_t count = bench.sessions().end_all_of(user);
        note(bench, user.public_id, "all");
        bench.console().out << "Ended " << count << (count == 1 ? " session.\n" : " sessions.\n");
        return;
    }
    const auto parsed = PublicId::parse(id);
    if (!parsed || !bench.sessions().end_any(*parsed))
        throw CommandError{kRefused,
                           "no such session: " + printable(id) + "; see `postern session list`"};
    note(bench, std::nullopt, "one");
    bench.console().out << "Ended.\n";
}

}  // namespace

void add_session_commands(CLI::App& cli, Workbench& bench) {
    auto* group = add_group(cli, "session", "List and end sessions");

    auto* listing = group->add_subcommand("list", "List who is signed in");
    const auto of = std::make_shared<std::string>();
    listing->add_option("--user", *of, "Only of this user: e-mail address or id");
    add_json_flag(listing, bench);
    listing->callback([&bench, of] { list(bench, *of); });

    auto* revoking = group->add_subcommand("revoke", "End a session, or all of a user");
    const auto id = std::make_shared<std::string>();
    const auto who = std::make_shared<std::string>();
    revoking->add_option("ID", *id, "The session's id, as `session list` shows it");
    revoking->add_option("--user", *who, "All sessions of this user: e-mail address or id");
    revoking->callback([&bench, id, who] { revoke(bench, *id, *who); });
}

}  // namespace postern::app
