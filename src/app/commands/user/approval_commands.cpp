// postern user waiting|approve|decline
#include <cstdlib>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/console/question.hpp"

namespace postern::app {

namespace {

constexpr std::size_t kPage = 500;

const std::vector<Column> kColumns{{"id"},
                                   {"email", Cells::Text},
                                   {"display_name", Cells::Text},
                                   {"email_verified"},
                                   {"waiting_since", Cells::Time}};

CommandError refused(service::ApprovalError error, const std::string& who) {
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case service::ApprovalError::NoSuchUser:
            return no_such_user(who);
        case service::ApprovalError::NotWaiting:
            return {kRefused, "this user does not wait for approval; nothing was changed"};
        case service::ApprovalError::BadMessage:
            return {kRefused, "the message must have at most 500 characters"};
    }
    std::abort();  // a value outside the enum is a bug
}

void waiting(CommandContext& context, const Arguments& typed) {
    std::vector<Row> rows;
    std::vector<std::string> damaged;
    std::string cursor;
    do {
        const auto part = context.services().directory.list({.state = store::UserState::Waiting},
                                                            cursor, kPage, context.now());
        for (const auto& one : part.items)
            rows.push_back({one.user.public_id.text(), one.user.email.text(),
                            one.user.display_name.text(), one.user.email_verified_at.has_value(),
                            time_or_null(one.user.waiting_since)});
        add_damaged(rows, damaged, part.damaged, kColumns.size());
        cursor = part.next;
    } while (!cursor.empty());
    print_rows(context.out(), table_style(context, typed), kColumns, rows,
               "Nobody waits for approval.");
    refuse_damaged(damaged, kDamagedUserAdvice);
}

void approve(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("USER");
    const auto done = context.services().approvals.approve(who, context.actor(), context.now());
    if (!done) throw refused(done.error(), who);
    report(context, typed,
           {"approved",
            "Approved the registration; they can sign in now.",
            {{"user", to_json(get_row(context, who))}}});
}

void decline(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("USER");
    const UserRow user = get_row(context, who);
    confirm(context.console(), typed.flag("--yes"),
            "Decline the registration of " + name_of(user) + " and delete the account?",
            Unasked::GoOn);
    const auto done = context.services().approvals.decline(row_name(user), typed.text("--message"),
                                                           context.actor(), context.now());
    if (!done) throw refused(done.error(), who);
    report(context, typed,
           {"declined",
            "Declined the registration of " + name_of(user) + " and deleted the account.",
            {{"user", to_json(user)}}});
}

}  // namespace

std::vector<Command> approval_commands() {
    return {{.name = "waiting",
             .help = "List the registrations that wait for approval",
             .options = with_table_options({}),
             .run = waiting},
            {.name = "approve",
             .help = "Approve a registration that waits",
             .options = {kUserOperand, kJsonFlag},
             .run = approve},
            {.name = "decline",
             .help = "Decline a registration that waits, and delete the account",
             .options = {kUserOperand,
                         {.name = "--message", .help = "What the e-mail says to them"},
                         kYesFlag,
                         kJsonFlag},
             .run = decline}};
}

}  // namespace postern::app
