// postern user verify|reset-password|delete|keep
#include <ostream>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/wiring/mail_settings.hpp"

namespace postern::app {

namespace {

void verify(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("USER");
    if (!context.services().users.verify_email(who, context.actor(), context.now()))
        throw no_such_user(who);
    context.out() << "Marked the e-mail address as verified.\n";
}

void reset_password(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("USER");
    if (!has_mail(context.config()))
        throw CommandError{
            kRefused,
            "no e-mail can be sent: mail.transport is \"none\"; use `postern user set-password`"};
    if (!context.services().users.ask_for_reset(who, context.actor(), context.now()))
        throw no_such_user(who);
    context.out() << "Queued an e-mail with a link to set a new password.\n";
}

void remove(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("USER");
    if (typed.flag("--now")) {
        if (!context.services().users.delete_now(who, context.actor(), context.now()))
            throw no_such_user(who);
        context.out() << "Deleted the user. Only the audit log still has their events.\n";
        return;
    }
    const auto delete_at =
        context.services().users.schedule_deletion(who, context.actor(), context.now());
    if (!delete_at) throw no_such_user(who);
    context.out() << "The user can no longer sign in and will be deleted at "
                  << to_rfc3339(*delete_at) << "; `postern user keep` cancels the deletion.\n";
}

void keep(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("USER");
    switch (context.services().users.keep(who, context.actor(), context.now())) {
        case service::KeepOutcome::Kept:
            context.out() << "Canceled the deletion; the user can sign in again.\n";
            return;
        case service::KeepOutcome::NotScheduled:
            throw CommandError{kRefused, "this user is not scheduled for deletion"};
        case service::KeepOutcome::NoSuchUser:
            throw no_such_user(who);
    }
}

}  // namespace

std::vector<Command> account_commands() {
    return {{.name = "verify",
             .help = "Mark a user's e-mail address as verified",
             .options = {kUserOperand},
             .run = verify},
            {.name = "reset-password",
             .help = "Send a user an e-mail with a link to set a new password",
             .options = {kUserOperand},
             .run = reset_password},
            {.name = "delete",
             .help = "Delete a user after the grace period",
             .options = {kUserOperand,
                         {.name = "--now",
                          .help = "Delete immediately and permanently",
                          .type = OptionType::Flag}},
             .run = remove},
            {.name = "keep",
             .help = "Cancel a user's scheduled deletion",
             .options = {kUserOperand},
             .run = keep}};
}

}  // namespace postern::app
