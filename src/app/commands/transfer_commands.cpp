// postern user import, postern user export.
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <ostream>
#include <unordered_set>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/transfer/user_file.hpp"
#include "postern/text/dates.hpp"

namespace postern::app {

namespace {

constexpr std::size_t kBatch = 500;
constexpr std::size_t kMaxReported = 100;

struct BadLine {
    std::size_t line;
    std::string reason;
};

struct ImportReport {
    std::size_t good = 0;
    std::size_t added = 0;
    std::size_t already_there = 0;
    std::size_t repeated = 0;  ///< an address or id that an earlier line has
    std::size_t bad = 0;
    std::vector<BadLine> bad_lines{};  ///< the first of them
};

/// Says on standard error how far it is: each second on a terminal, else each ten seconds.
class Progress {
public:
    explicit Progress(std::ostream& err) : err_{err}, terminal_{::isatty(STDERR_FILENO) == 1} {}

    void tell(const char* doing, std::size_t count) {
        const auto now = std::chrono::steady_clock::now();
        if (now < next_) return;
        next_ = now + std::chrono::seconds{terminal_ ? 1 : 10};
        err_ << (terminal_ ? "\r" : "") << doing << ' ' << count << (terminal_ ? " " : "\n")
             << std::flush;
        told_ = true;
    }
    void end() {
        if (told_ && terminal_) err_ << '\n';
        told_ = false;
    }

private:
    std::ostream& err_;
    bool terminal_;
    bool told_ = false;
    std::chrono::steady_clock::time_point next_ =
        std::chrono::steady_clock::now() + std::chrono::seconds{1};
};

/// Reads the whole file and hands on each user that can be made, once.
void read_users(CommandContext& context, const Arguments& typed, ImportReport& report,
                const std::function<void(NewUser)>& take) {
    UserFile file{typed.text("FILE"), typed.flag("--ignore-unknown")};
    std::unordered_set<std::string> seen;
    const auto refuse = [&](const std::string& reason) {
        ++report.bad;
        if (report.bad_lines.size() < kMaxReported)
            report.bad_lines.push_back({file.line(), reason});
    };
    while (const auto record = file.next()) {
        auto user = *record ? to_new_user(**record, context.services().entropy, context.now())
                            : Result<NewUser, std::string>{fail(record->error())};
        if (!user) {
            refuse(user.error());
            continue;
        }
        // '#' is in no address and in no id.
        const bool is_new = seen.insert(user->email.text()).second &&
                            (!(*record)->contains("id") || (*record)->at("id").empty() ||
                             seen.insert('#' + user->public_id.text()).second);
        if (!is_new) {
            ++report.repeated;
            continue;
        }
        ++report.good;
        take(std::move(*user));
    }
}

void write_users(CommandContext& context, const Arguments& typed, ImportReport& report) {
    Progress progress{context.console().err};
    std::vector<NewUser> batch;
    const auto flush = [&] {
        if (batch.empty()) return;
        const auto added = context.services().database.transfers().add_all(batch);
        report.added += added;
        report.already_there += batch.size() - added;
        batch.clear();
        progress.tell("Imported", report.added + report.already_there);
    };
    report = {};
    read_users(context, typed, report, [&](NewUser user) {
        batch.push_back(std::move(user));
        if (batch.size() == kBatch) flush();
    });
    flush();
    progress.end();
}

json::Json to_json(const ImportReport& report, bool dry_run) {
    json::Json::Array lines;
    for (const auto& [line, reason] : report.bad_lines)
        lines.emplace_back(json::Json::Object{{"line", line}, {"reason", reason}});
    return json::Json::Object{
        {"dry_run", dry_run},           {"good", report.good},
        {"added", report.added},        {"already_there", report.already_there},
        {"repeated", report.repeated},  {"bad", report.bad},
        {"bad_lines", std::move(lines)}};
}

void print(std::ostream& out, bool as_json, const ImportReport& report, bool dry_run) {
    if (as_json) {
        out << to_json(report, dry_run).dump_pretty() << '\n';
        return;
    }
    for (const auto& [line, reason] : report.bad_lines)
        out << "line " << line << ": " << reason << '\n';
    if (report.bad > report.bad_lines.size())
        out << "... and " << report.bad - report.bad_lines.size() << " more\n";
    out << "good lines      " << report.good << "\nbad lines       " << report.bad
        << "\nrepeated        " << report.repeated << '\n';
    if (!dry_run)
        out << "added           " << report.added << "\nalready there   " << report.already_there
            << '\n';
}

/// Begin and end are written apart, so that an import that was interrupted is in the trail, too.
void note(CommandContext& context, AuditEvent event, const std::string& detail) {
    context.services().database.audit().add(
        {.at = context.now(), .event = event, .actor = context.actor(), .detail = detail});
}

void import_users(CommandContext& context, const Arguments& typed) {
    const bool as_json = typed.flag("--json");
    text::load_time_zones();
    ImportReport report;
    Progress progress{context.console().err};
    read_users(context, typed, report,
               [&](const NewUser&) { progress.tell("Checked", report.good); });
    progress.end();
    const bool refused = report.bad > 0 && !typed.flag("--skip-bad");
    if (typed.flag("--dry-run") || refused) {
        print(context.out(), as_json, report, true);
        if (refused)
            throw CommandError{kRefused,
                               "nothing was written; mend the lines, or leave them out "
                               "with --skip-bad"};
        return;
    }
    note(context, AuditEvent::UserImported, "begun");
    write_users(context, typed, report);
    note(context, AuditEvent::UserImported, "added_" + std::to_string(report.added));
    print(context.out(), as_json, report, false);
}

/// A new file that only its owner may read: it has everybody's hash.
class PrivateFile {
public:
    explicit PrivateFile(const std::string& path)
        : descriptor_{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)} {
        if (descriptor_ < 0)
            throw CommandError{kRefused, "cannot make " + printable(path) +
                                             " (a file that is there is not overwritten)"};
        ::close(descriptor_);
        out_.open(path, std::ios::binary | std::ios::app);
    }
    std::ostream& out() { return out_; }

private:
    int descriptor_;
    std::ofstream out_;
};

std::size_t write_everybody(CommandContext& context, const Arguments& typed, std::ostream& out) {
    const bool csv = typed.text("--format") == "csv";
    const bool with_hashes = !typed.flag("--without-hashes");
    if (csv) out << csv_line(kUserFields);
    std::size_t count = 0;
    for (UserId last{};;) {
        const auto page = context.services().database.transfers().find_page(last, kBatch);
        if (page.empty()) break;
        last = page.back().user.id;
        for (const auto& user : page) {
            if (user.user.delete_at) continue;  // asked to be gone: does not move along
            const auto record = to_record(user, with_hashes);
            out << (csv ? csv_line(values_of(record)) : json_line(record) + '\n');
            ++count;
        }
    }
    out.flush();
    if (!out) throw CommandError{kRefused, "the export could not be written to its end"};
    return count;
}

void export_users(CommandContext& context, const Arguments& typed) {
    const auto& output = typed.text("--output");
    note(context, AuditEvent::UsersExported,
         typed.flag("--without-hashes") ? "without_hashes" : "begun");
    if (output.empty()) {
        write_everybody(context, typed, context.out());
        return;
    }
    PrivateFile file{output};
    const auto count = write_everybody(context, typed, file.out());
    context.out() << "Wrote " << count << " users to " << printable(output) << '\n';
}

}  // namespace

std::vector<Command> transfer_commands() {
    return {{.name = "import",
             .help = "Take over users with their password hashes from another system",
             .options = {{.name = "FILE", .help = "A .csv or .jsonl file", .required = true},
                         {.name = "--dry-run",
                          .help = "Only say what would be done",
                          .type = OptionType::Flag},
                         {.name = "--skip-bad",
                          .help = "Leave out lines that cannot be used",
                          .type = OptionType::Flag},
                         {.name = "--ignore-unknown",
                          .help = "Skip fields that Postern does not know",
                          .type = OptionType::Flag},
                         kJsonFlag},
             .run = import_users},
            {.name = "export",
             .help = "Write all users to a file",
             .options = {{.name = "--format",
                          .help = "csv or jsonl",
                          .default_value = "csv",
                          .choices = "csv|jsonl"},
                         {.name = "-o,--output",
                          .help = "A new file, readable by its owner only (standard output if not "
                                  "given)"},
                         {.name = "--without-hashes",
                          .help = "Leave the password hashes out",
                          .type = OptionType::Flag}},
             .run = export_users}};
}

}  // namespace postern::app
