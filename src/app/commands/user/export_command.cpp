// postern user export
#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <ostream>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/transfer/user_record.hpp"
#include "postern/store/transfer_store.hpp"
#include "postern/text/csv.hpp"

namespace postern::app {

namespace {

constexpr std::size_t kPage = 500;

/// A new file that only its owner may read: it has every user's password hash.
class PrivateFile {
public:
    explicit PrivateFile(const std::string& path)
        : descriptor_{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)} {
        if (descriptor_ < 0)
            throw CommandError{kRefused, "cannot create " + printable(path) +
                                             " (existing files are not overwritten)"};
        ::close(descriptor_);
        out_.open(path, std::ios::binary | std::ios::app);
    }
    std::ostream& out() { return out_; }

private:
    int descriptor_;
    std::ofstream out_;
};

std::size_t write_users(CommandContext& context, const Arguments& typed, std::ostream& out) {
    const bool csv = typed.text("--format") == "csv";
    const bool with_hashes = !typed.flag("--without-hashes");
    if (csv) out << text::csv_line(kUserFields);
    std::size_t count = 0;
    std::vector<std::string> damaged;
    for (UserId last{};;) {
        const auto page = context.services().database.transfers().list(last, kPage);
        last = page.last;
        damaged.insert(damaged.end(), page.damaged.begin(), page.damaged.end());
        for (const auto& user : page.found) {
            if (user.user.delete_at) continue;  // asked for deletion: must not come back elsewhere
            const auto record = to_record(user, with_hashes);
            out << (csv ? text::csv_line(values_of(record)) : json_line(record) + '\n');
            ++count;
        }
        if (page.complete) break;
    }
    out.flush();
    if (!out) throw CommandError{kRefused, "the export is incomplete: writing failed"};
    refuse_damaged(damaged, kDamagedUserAdvice);
    return count;
}

void run(CommandContext& context, const Arguments& typed) {
    const auto& output = typed.text("--output");
    if (output.empty() && typed.flag("--json"))
        throw CommandError{kUsage, "--json needs --output; --format jsonl prints users as JSON"};
    context.services().database.audit().add(
        {.at = context.now(),
         .event = AuditEvent::UsersExported,
         .actor = context.actor().name,
         .detail = typed.flag("--without-hashes") ? "without_hashes" : "begun"});
    if (output.empty()) {
        write_users(context, typed, context.out());
        return;
    }
    PrivateFile file{output};
    const auto count = write_users(context, typed, file.out());
    report(context, typed,
           {"exported",
            "Wrote " + std::to_string(count) + " users to " + printable(output),
            {{"users", count}, {"file", output}}});
}

}  // namespace

Command export_command() {
    return {.name = "export",
            .help = "Export all users",
            .options = {{.name = "--format",
                         .help = "Output format: csv or jsonl",
                         .default_value = "csv",
                         .choices = "csv|jsonl"},
                        {.name = "-o,--output",
                         .help = "New file, readable only by its owner (default: standard output)"},
                        {.name = "--without-hashes",
                         .help = "Leave out the password hashes",
                         .type = OptionType::Flag},
                        {.name = "--json",
                         .help = "With --output: print the result as JSON",
                         .type = OptionType::Flag}},
            .run = run};
}

}  // namespace postern::app
