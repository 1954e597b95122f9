#include <memory>
#include <ostream>

#include "app/commands/commands.hpp"
#include "app/wiring/settings.hpp"
#include "postern/base/bytes.hpp"

namespace postern::app {

namespace {

constexpr std::size_t kPage = 500;

void test(Workbench& bench, const std::string& typed) {
    const auto& config = bench.config();
    const auto to = EmailAddress::parse(typed);
    if (!to) throw CommandError{kRefused, "not an e-mail address: " + printable(typed)};
    if (!has_mail(config))
        throw CommandError{kRefused, "mail.transport is \"none\": no mails are sent"};
    const auto letters =
        load_letters(config, text::Catalogue::load(config.server.share_dir + "/messages"));
    const auto sender = make_mail_sender(
        config, config::read_mail_password(config.mail, config::process_environment()));
    crypto::SystemEntropy entropy;
    const TimePoint now = bench.now();
    const auto message = mail::compose(mail_sender_name(config), *to, letters.write_test(now),
                                       to_hex(entropy.bytes(16)), now);
    try {
        sender->send(config.mail.from, *to, message);
    } catch (const mail::SendError& error) {
        throw CommandError{kUnavailable, error.what()};
    }
    bench.console().out << (config.mail.transport == "file"
                                ? "Written to a file in mail.folder.\n"
                                : "The mail server has taken the mail.\n");
}

json::Json time_or_null(std::optional<TimePoint> time) {
    return time ? json::Json{to_rfc3339(*time)} : json::Json{};
}

std::vector<json::Json> row(const store::OutboxEntry& entry) {
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

void list(Workbench& bench) {
    std::vector<std::vector<json::Json>> rows;
    std::uint64_t last = 0;
    for (;;) {
        const auto page = bench.outbox().find_page(last, kPage);
        for (const auto& entry : page) rows.push_back(row(entry));
        if (page.size() < kPage) break;
        last = page.back().id;
    }
    print_rows(bench,
               {{"id"},
                {"kind"},
                {"to"},
                {"created_at"},
                {"attempts"},
                {"next_attempt_at"},
                {"failed_at"},
                {"last_error"}},
               rows, "No mail waits, and none was given up.");
}

void retry(Workbench& bench, const std::string& typed) {
    std::optional<std::uint64_t> id;
    if (!typed.empty()) {
        id = to_number(typed);
        if (!id) throw CommandError{kUsage, "no id: " + printable(typed)};
    }
    const std::size_t count = bench.outbox().retry(id, bench.now());
    if (id && count == 0)
        throw CommandError{kRefused, "no mail with this id was given up: " + printable(typed) +
                                         "; those that wait go out by themselves"};
    if (count == 0) {
        bench.console().out << "No mail was given up; those that wait go out by themselves.\n";
        return;
    }
    bench.console().out << count << (count == 1 ? " mail is" : " mails are") << " due again.\n";
}

}  // namespace

void add_mail_commands(CLI::App& cli, Workbench& bench) {
    auto* group = add_group(cli, "mail", "Try out the mail server, see what waits");

    auto* testing = group->add_subcommand("test", "Send a test mail now and say what became of it");
    const auto to = std::make_shared<std::string>();
    testing->add_option("ADDRESS", *to, "Who gets it")->required();
    testing->callback([&bench, to] { test(bench, *to); });

    auto* listing = group->add_subcommand("list", "List mails that wait or were given up");
    add_json_flag(listing, bench);
    listing->callback([&bench] { list(bench); });

    auto* retrying = group->add_subcommand("retry", "Try mails again that were given up");
    const auto id = std::make_shared<std::string>();
    retrying->add_option("ID", *id, "Only this one, as `mail list` shows it");
    retrying->callback([&bench, id] { retry(bench, *id); });
}

}  // namespace postern::app
