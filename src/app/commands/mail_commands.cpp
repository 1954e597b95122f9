#include <ostream>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/wiring/brand.hpp"
#include "app/wiring/mail_settings.hpp"
#include "postern/base/bytes.hpp"
#include "postern/store/outbox_store.hpp"

namespace postern::app {

namespace {

constexpr std::size_t kPage = 500;

void test(CommandContext& context, const Arguments& typed) {
    const auto& config = context.config();
    const auto& address = typed.text("ADDRESS");
    const auto to = EmailAddress::parse(address);
    if (!to) throw CommandError{kRefused, "not an e-mail address: " + printable(address)};
    if (!has_mail(config))
        throw CommandError{kRefused, "no e-mail can be sent: mail.transport is \"none\""};
    const auto letters = load_letters(config, load_words(config));
    const auto sender = make_mail_sender(
        config, config::read_mail_password(config.mail, config::process_environment()));
    crypto::SystemEntropy entropy;
    const TimePoint now = context.now();
    const auto message = mail::compose(mail_sender_name(config), *to, letters.write_test(now),
                                       to_hex(entropy.bytes(16)), now);
    try {
        sender->send(config.mail.from, *to, message);
    } catch (const mail::SendError& error) {
        throw CommandError{kUnavailable, error.what()};
    }
    const bool to_file = config.mail.transport == config::MailTransport::File;
    report(context, typed,
           {to_file ? "written" : "accepted",
            to_file ? "Written to a file in mail.folder." : "The mail server accepted the e-mail.",
            {{"to", to->text()}}});
}

json::Json time_or_null(std::optional<TimePoint> time) {
    return time ? json::Json{to_rfc3339(*time)} : json::Json{};
}

const std::vector<Column> kColumns{{"id"},
                                   {"kind"},
                                   {"to", Cells::Text},
                                   {"created_at", Cells::Time, true},
                                   {"attempts"},
                                   {"next_attempt_at", Cells::Time},
                                   {"failed_at", Cells::Time},
                                   {"last_error", Cells::Text}};
constexpr std::string_view kDamagedMailAdvice =
    "it is not sent; correct its values in the database, or delete it from the table outbox";

Row row(const store::OutboxEntry& entry) {
    const bool waits = !entry.failed_at;
    return {std::to_string(entry.id),
            std::string{to_text(entry.kind)},
            entry.to.text(),
            to_rfc3339(entry.created_at),
            std::int64_t{entry.attempts},
            time_or_null(waits ? std::optional{entry.next_attempt_at} : std::nullopt),
            time_or_null(entry.failed_at),
            entry.last_error};
}

void list(CommandContext& context, const Arguments& typed) {
    std::vector<Row> rows;
    std::vector<std::string> damaged;
    std::uint64_t last = 0;
    for (;;) {
        const auto page = context.services().database.outbox().list(last, kPage);
        for (const auto& entry : page.found) rows.push_back(row(entry));
        add_damaged(rows, damaged, page.damaged, kColumns.size());
        if (page.complete) break;
        last = page.last;
    }
    print_rows(context.out(), table_style(context, typed), kColumns, rows,
               "No e-mail is waiting, and none has failed.");
    refuse_damaged(damaged, kDamagedMailAdvice);
}

void retry(CommandContext& context, const Arguments& typed) {
    const auto& text = typed.text("ID");
    std::optional<std::uint64_t> id;
    if (!text.empty()) {
        id = to_number(text);
        if (!id) throw CommandError{kUsage, "not an id: " + printable(text)};
    }
    const std::size_t count = context.services().outbox.retry(id, context.actor(), context.now());
    if (id && count == 0)
        throw CommandError{kRefused, "no failed e-mail has this id: " + printable(text) +
                                         "; waiting e-mails are sent automatically"};
    report(context, typed,
           {"queued",
            count == 0 ? "No e-mail has failed; waiting ones are sent automatically."
                       : "Queued " + std::to_string(count) +
                             (count == 1 ? " e-mail again." : " e-mails again."),
            {{"emails", count}}});
}

}  // namespace

Command mail_commands() {
    return {.name = "mail",
            .help = "Test the mail server and manage queued e-mail",
            .commands = {
                {.name = "test",
                 .help = "Send a test e-mail now and report the result",
                 .options = {{.name = "ADDRESS", .help = "Recipient", .required = true}, kJsonFlag},
                 .run = test},
                {.name = "list",
                 .help = "List e-mails that are waiting or have failed",
                 .options = with_table_options({}),
                 .run = list},
                {.name = "retry",
                 .help = "Send failed e-mails again",
                 .options = {{.name = "ID", .help = "Only this e-mail: its id in `mail list`"},
                             kJsonFlag},
                 .run = retry}}};
}

}  // namespace postern::app
