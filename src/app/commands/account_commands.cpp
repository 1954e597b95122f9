// postern user verify|reset-password|delete|keep
#include <ostream>

#include "app/commands/commands.hpp"
#include "app/wiring/settings.hpp"

namespace postern::app {

namespace {

void verify(Workbench& bench, const std::string& who) {
    if (!bench.users().verify_email(who, bench.now())) throw no_such_user(who);
    bench.console().out << "The address counts as confirmed.\n";
}

void reset_password(Workbench& bench, const std::string& who) {
    if (!has_mail(bench.config()))
        throw CommandError{kRefused,
                           "no mail is sent here (mail.transport); use `user set-password`"};
    if (!bench.users().ask_for_reset(who, bench.now())) throw no_such_user(who);
    bench.console().out << "A link to a new password is on its way to the user.\n";
}

void remove(Workbench& bench, const std::string& who, bool at_once) {
    if (at_once) {
        if (!bench.users().delete_now(who, bench.now())) throw no_such_user(who);
        bench.console().out << "Deleted; nothing of the account is left but the audit trail.\n";
        return;
    }
    const auto delete_at = bench.users().schedule_deletion(who, bench.now());
    if (!delete_at) throw no_such_user(who);
    bench.console().out << "The account is asleep and will be deleted at " << to_rfc3339(*delete_at)
                        << "; `postern user keep` takes it back.\n";
}

void keep(Workbench& bench, const std::string& who) {
    switch (bench.users().keep(who, bench.now())) {
        case service::KeepOutcome::Kept:
            bench.console().out << "The account stays; the user can sign in again.\n";
            return;
        case service::KeepOutcome::NotScheduled:
            throw CommandError{kRefused, "this account is not going to be deleted"};
        case service::KeepOutcome::NoSuchUser:
            throw no_such_user(who);
    }
}

}  // namespace

void add_account_commands(CLI::App* group, Workbench& bench) {
    add_user_command(group, "verify", "Take a user's e-mail address for confirmed",
                     [&bench](const auto& who) { verify(bench, who); });
    add_user_command(group, "reset-password", "Mail a user a link to a new password",
                     [&bench](const auto& who) { reset_password(bench, who); });
    const auto at_once = std::make_shared<bool>(false);
    add_user_command(group, "delete", "Delete a user after the time of grace",
                     [&bench, at_once](const auto& who) { remove(bench, who, *at_once); })
        ->add_flag("--now", *at_once, "At once and for good");
    add_user_command(group, "keep", "Take back the deletion of a user",
                     [&bench](const auto& who) { keep(bench, who); });
}

}  // namespace postern::app
