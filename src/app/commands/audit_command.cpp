// postern audit
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "app/commands/audit_tail.hpp"
#include "app/commands/commands.hpp"
#include "app/console/moment.hpp"
#include "process/signal_queue.hpp"

namespace postern::app {

namespace {

constexpr std::chrono::milliseconds kPollInterval{500};

/// As typed.
struct Wanted {
    std::string user;
    std::string event;
    std::string result;
    std::string address;
    std::string since;
    std::string until;
    std::size_t limit = 50;
    bool follow = false;
};

std::optional<TimePoint> moment(const std::string& text, TimePoint now) {
    if (text.empty()) return std::nullopt;
    const auto time = parse_moment(text, now);
    if (!time)
        throw CommandError{kUsage, "not a time: " + printable(text) +
                                       " (write 2026-11-21T08:50:00Z, 2026-11-21, or 2h for two "
                                       "hours ago)"};
    return time;
}

/// What was typed for an enum; nothing when nothing was.
template <class All, class Parse>
auto named(const std::string& text, const char* what, const All& all, Parse parse)
    -> decltype(parse(text)) {
    if (text.empty()) return std::nullopt;
    const auto found = parse(text);
    if (found) return found;
    std::string refusal = std::string{"no such "} + what + ": " + printable(text) + "; there is";
    for (const auto& one : all)
        refusal.append(&one == &all.front() ? " " : ", ").append(to_text(one));
    throw CommandError{kUsage, refusal};
}

/// Also of a user who is gone, by his id.
std::optional<PublicId> user_of(Workbench& bench, const std::string& who) {
    if (who.empty()) return std::nullopt;
    if (auto id = PublicId::parse(who)) return id;
    const auto user = bench.users().find(who);
    if (!user) throw no_such_user(who);
    return user->public_id;
}

store::AuditFilter filter_of(Workbench& bench, const Wanted& wanted) {
    return {.user = user_of(bench, wanted.user),
            .event = named(wanted.event, "event", all_audit_events(), parse_audit_event),
            .result = named(wanted.result, "result", all_audit_results(), parse_audit_result),
            .address = wanted.address.empty() ? std::nullopt : std::optional{wanted.address},
            .since = moment(wanted.since, bench.now()),
            .until = moment(wanted.until, bench.now())};
}

const std::vector<Column> kColumns{{"at"},    {"event"},   {"result"},     {"detail"},    {"user"},
                                   {"actor"}, {"address"}, {"request_id"}, {"user_agent"}};

std::vector<json::Json> row(const AuditEntry& entry) {
    return {to_rfc3339(entry.at),
            to_text(entry.event),
            to_text(entry.result),
            entry.detail,
            entry.user ? json::Json{entry.user->text()} : json::Json{},
            entry.actor,
            entry.address,
            entry.request_id,
            entry.user_agent};
}

/// Oldest first, so that the newest stand next to the prompt.
std::vector<StoredAuditEntry> latest(Workbench& bench, const store::AuditFilter& filter,
                                     std::uint64_t before, std::size_t limit) {
    auto found = bench.audit().find_latest(filter, before, limit);
    std::ranges::reverse(found);
    return found;
}

/// One line for each entry, since there is no knowing how wide the next ones are.
void print_line(Workbench& bench, const AuditEntry& entry) {
    auto& out = bench.console().out;
    const auto cells = row(entry);
    if (bench.json) {
        json::Json::Object object;
        for (std::size_t i = 0; i < kColumns.size(); ++i)
            object.emplace_back(kColumns[i].title, cells[i]);
        out << json::Json{std::move(object)}.dump() << '\n';
        return;
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const auto* text = cells[i].string();
        out << (i == 0 ? "" : "  ") << (text && !text->empty() ? printable(*text) : "-");
    }
    out << '\n';
}

/// Waits; false when the command is to end: told to by a signal, or nobody reads any more.
bool wait(process::SignalQueue& signals) {
    std::array<pollfd, 2> watched{{{signals.fd(), POLLIN, 0}, {STDOUT_FILENO, 0, 0}}};
    ::poll(watched.data(), watched.size(), static_cast<int>(kPollInterval.count()));
    bool told_to_end = false;
    while (signals.take()) told_to_end = true;  // what is left would end the process by itself
    return !told_to_end && (watched[1].revents & (POLLERR | POLLHUP)) == 0;
}

void follow(Workbench& bench, const store::AuditFilter& filter, std::size_t limit) {
    process::SignalQueue signals;
    const auto found = bench.audit().find_latest({}, 0, 1);
    const std::uint64_t newest = found.empty() ? 0 : found.front().id;
    for (const auto& stored : latest(bench, filter, newest + 1, limit))
        print_line(bench, stored.entry);
    AuditTail tail{bench.audit(), filter, newest};
    do {
        for (const auto& stored : tail.take_new(bench.now())) print_line(bench, stored.entry);
        bench.console().out << std::flush;
    } while (bench.console().out && wait(signals));
}

void list(Workbench& bench, const store::AuditFilter& filter, std::size_t limit) {
    std::vector<std::vector<json::Json>> rows;
    for (const auto& stored : latest(bench, filter, 0, limit)) rows.push_back(row(stored.entry));
    print_rows(bench, kColumns, rows, "Nothing was recorded.");
}

void run(Workbench& bench, const Wanted& wanted) {
    const auto filter = filter_of(bench, wanted);
    if (wanted.follow)
        follow(bench, filter, wanted.limit);
    else
        list(bench, filter, wanted.limit);
}

}  // namespace

void add_audit_command(CLI::App& cli, Workbench& bench) {
    auto* command = cli.add_subcommand("audit", "Show what happened to accounts");
    const auto wanted = std::make_shared<Wanted>();
    command->add_option("--user", wanted->user, "Only about this user: e-mail address or id");
    command->add_option("--event", wanted->event, "Only this event, like sign_in");
    command->add_option("--result", wanted->result, "Only this result: ok, refused or throttled");
    command->add_option("--address", wanted->address, "Only from this network address");
    command->add_option("--since", wanted->since, "Not before: a time, or 2h for two hours ago");
    command->add_option("--until", wanted->until, "Before: a time, or 2h for two hours ago");
    command->add_option("--limit", wanted->limit, "At most so many, the newest")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    command->add_flag("--follow", wanted->follow, "Go on with what comes until interrupted");
    add_json_flag(command, bench);
    command->callback([&bench, wanted] { run(bench, *wanted); });
}

}  // namespace postern::app
