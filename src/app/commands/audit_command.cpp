// postern audit
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <ostream>

#include "app/commands/audit_options.hpp"
#include "app/commands/audit_tail.hpp"
#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "postern/store/store_error.hpp"
#include "process/signal_queue.hpp"

namespace postern::app {

namespace {

constexpr std::chrono::milliseconds kPollInterval{500};

/// Also of a user who no longer exists, by their id.
std::optional<PublicId> user_of(CommandContext& context, const std::string& who) {
    if (who.empty()) return std::nullopt;
    if (auto id = PublicId::parse(who)) return id;
    const auto user = get_row(context, who);
    if (!user.public_id)
        throw CommandError{kRefused, "the id of this user is damaged; see `postern user show`"};
    return user.public_id;
}

store::AuditFilter filter_of(CommandContext& context, const Arguments& typed) {
    const auto& address = typed.text("--address");
    const auto& request = typed.text("--request");
    return {
        .user = user_of(context, typed.text("--user")),
        .event = typed_word(typed.text("--event"), "event", all_audit_events(), parse_audit_event),
        .result =
            typed_word(typed.text("--result"), "result", all_audit_results(), parse_audit_result),
        .address = address.empty() ? std::nullopt : std::optional{address},
        .since = typed_moment(typed.text("--since"), context.now()),
        .until = typed_moment(typed.text("--until"), context.now()),
        .request_id = request.empty() ? std::nullopt : std::optional{request}};
}

const std::vector<Column> kColumns{{"at", Cells::Time},
                                   {"event"},
                                   {"result", Cells::Result},
                                   {"detail", Cells::Text},
                                   {.title = "user", .wide = true},
                                   {"email", Cells::Text},
                                   {"actor", Cells::Text},
                                   {"address"},
                                   {"device", Cells::Text, true},
                                   {.title = "request_id", .wide = true},
                                   {.title = "user_agent", .wide = true}};

/// Entries as rows. Looks up each user's e-mail address once; the audit log has only ids.
class Rows {
public:
    /// `context` must outlive it.
    Rows(CommandContext& context, bool as_json) : context_{context}, as_json_{as_json} {}

    Row row(const AuditEntry& entry) {
        return {to_rfc3339(entry.at),
                to_text(entry.event),
                to_text(entry.result),
                entry.detail,
                entry.user ? json::Json{entry.user->text()} : json::Json{},
                entry.user ? email_of(*entry.user) : json::Json{},
                entry.actor,
                entry.address,
                entry.user_agent.empty() ? std::string{} : device_text(entry.user_agent),
                entry.request_id,
                entry.user_agent};
    }

private:
    /// Of a user who is gone or whose address cannot be read: null, and in a table the id.
    json::Json email_of(const PublicId& id) {
        const auto [known, is_new] = emails_.try_emplace(id.text());
        if (is_new) known->second = find_email(id);
        if (known->second.empty()) return as_json_ ? json::Json{} : json::Json{id.text()};
        return json::Json{known->second};
    }

    std::string find_email(const PublicId& id) {
        const auto user = context_.services().users.find_row(id.text());
        return user && user->email ? user->email->text() : std::string{};
    }

    CommandContext& context_;
    bool as_json_;
    std::map<std::string, std::string, std::less<>> emails_{};
};

/// Entries as rows and, behind them, those that cannot be read.
struct Found {
    std::vector<Row> rows{};
    std::vector<std::string> damaged{};

    void add(Rows& all, const std::vector<StoredAuditEntry>& entries,
             const std::vector<std::string>& names) {
        for (const auto& stored : entries) rows.push_back(all.row(stored.entry));
        add_damaged(rows, damaged, names, kColumns.size());
    }
};

/// Oldest first, so that the newest are next to the prompt.
Found latest(CommandContext& context, Rows& rows, const store::AuditFilter& filter,
             std::uint64_t before, std::size_t limit) {
    auto list = context.services().database.audit().list_latest(filter, before, limit);
    std::ranges::reverse(list.found);
    Found found;
    found.add(rows, list.found, list.damaged);
    return found;
}

/// Waits. False when the command must end: by a signal, or because its output is closed.
bool wait(process::SignalQueue& signals) {
    std::array<pollfd, 2> watched{{{signals.fd(), POLLIN, 0}, {STDOUT_FILENO, 0, 0}}};
    ::poll(watched.data(), watched.size(), static_cast<int>(kPollInterval.count()));
    bool told_to_end = false;
    while (signals.take()) told_to_end = true;  // what is left would end the process by itself
    return !told_to_end && (watched[1].revents & (POLLERR | POLLHUP)) == 0;
}

void follow(CommandContext& context, const store::AuditFilter& filter, std::size_t limit,
            const TableStyle& style) {
    process::SignalQueue signals;
    auto& out = context.out();
    Rows rows{context, style.json};
    auto& audit = context.services().database.audit();
    const std::uint64_t newest = audit.list_latest({}, 0, 1).last;
    // One line for each entry: a table would need the width of those to come.
    auto found = latest(context, rows, filter, newest + 1, limit);
    AuditTail tail{audit, filter, newest};
    do {
        const auto fresh = tail.take_new(context.now());
        found.add(rows, fresh, tail.take_damaged());
        for (const auto& row : found.rows) print_row(out, style, kColumns, row);
        found.rows.clear();
        out << std::flush;
    } while (out && wait(signals));
    refuse_damaged(found.damaged, kDamagedRowAdvice);
}

void list(CommandContext& context, const store::AuditFilter& filter, std::size_t limit,
          const TableStyle& style) {
    Rows rows{context, style.json};
    const auto found = latest(context, rows, filter, 0, limit);
    print_rows(context.out(), style, kColumns, found.rows, "No matching events.");
    refuse_damaged(found.damaged, kDamagedRowAdvice);
}

/// Options of the other list would be passed over without a word.
void refuse_options(const Arguments& typed, std::initializer_list<const char*> others,
                    const char* why) {
    for (const char* const option : others)
        if (!typed.text(option).empty()) throw CommandError{kUsage, std::string{option} + why};
}

void run(CommandContext& context, const Arguments& typed) {
    if (typed.flag("--access")) {
        refuse_options(typed, {"--event", "--result", "--address", "--request"},
                       " does not go with --access");
        if (typed.flag("--follow"))
            throw CommandError{kUsage, "--follow does not go with --access"};
        return list_access(context, typed);
    }
    refuse_options(typed, {"--site", "--verdict"}, " needs --access");
    const auto filter = filter_of(context, typed);
    const auto print = typed.flag("--follow") ? follow : list;
    print(context, filter, typed.number("--limit"), table_style(context, typed));
}

}  // namespace

Command audit_command() {
    return {.name = "audit",
            .help = "Show the audit log, or access decisions",
            .options = with_table_options(
                {{.name = "--access",
                  .help = "Decisions of the gate, counted by the hour, instead of events",
                  .type = OptionType::Flag},
                 {.name = "--site", .help = "With --access: only at this site"},
                 {.name = "--verdict",
                  .help = "With --access: only this one, such as denied; hit, which is left out "
                          "otherwise, says how often each rule has decided"},
                 {.name = "--user", .help = "Only events of this user: e-mail address or id"},
                 {.name = "--event", .help = "Only this kind of event, such as sign_in"},
                 {.name = "--result", .help = "Only this result: ok, refused or throttled"},
                 {.name = "--address", .help = "Only from this network address"},
                 {.name = "--request",
                  .help = "Only of this request: the id that error pages and the log show"},
                 {.name = "--since",
                  .help = "Only from this time on, such as 2026-11-21, or 2h for two hours ago"},
                 {.name = "--until",
                  .help = "Only before this time, such as 2026-11-21, or 2h for two hours ago"},
                 {.name = "--limit",
                  .help = "Maximum number of events; the newest are shown",
                  .type = OptionType::Number,
                  .default_value = "50",
                  .min = 1,
                  .max = 100'000},
                 {.name = "--follow",
                  .help = "Keep printing new events until interrupted",
                  .type = OptionType::Flag}}),
            .run = run};
}

}  // namespace postern::app
