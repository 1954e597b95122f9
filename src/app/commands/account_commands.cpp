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
    context.out() << "The address counts as confirmed.\n";
}

void reset_password(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("USER");
    if (!has_mail(context.config()))
        throw CommandError{kRefused,
                           "no mail is sent here (mail.transport); use `user set-password`"};
    if (!context.services().users.ask_for_reset(who, context.actor(), context.now()))
        throw no_such_user(who);
    context.out() << "A link to a new password is on its way to the user.\n";
}

void remove(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("USER");
    if (typed.flag("--now")) {
        if (!context.services().users.delete_now(who, context.actor(), context.now()))
            throw no_such_user(who);
        context.out() << "Deleted; nothing of the account is left but the audit trail.\n";
        return;
    }
    const auto delete_at =
        context.services().users.schedule_deletion(who, context.actor(), context.now());
    if (!delete_at) throw no_such_user(who);
    context.out() << "The account is asleep and will be deleted at " << to_rfc3339(*delete_at)
                  << "; `postern user keep` takes it back.\n";
}

void keep(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("USER");
    switch (context.services().users.keep(who, context.actor(), context.now())) {
        case service::KeepOutcome::Kept:
            context.out() << "The account stays; the user can sign in again.\n";
            return;
        case service::KeepOutcome::NotScheduled:
            throw CommandError{kRefused, "this account is not going to be deleted"};
        case service::KeepOutcome::NoSuchUser:
            throw no_such_user(who);
    }
}

}  // namespace

std::vector<Command> account_commands() {
    return {
        {.name = "verify",
         .help = "Take a user's e-mail address for confirmed",
         .options = {kUserOperand},
         .run = verify},
        {.name = "reset-password",
         .help = "Mail a user a link to a new password",
         .options = {kUserOperand},
         .run = reset_password},
        {.name = "delete",
         .help = "Delete a user after the time of grace",
         .options = {kUserOperand,
                     {.name = "--now", .help = "At once and for good", .type = OptionType::Flag}},
         .run = remove},
        {.name = "keep",
         .help = "Take back the deletion of a user",
         .options = {kUserOperand},
         .run = keep}};
}

}  // namespace postern::app
