// postern user edit|verify|reset-password|delete|keep
#include <cstdlib>
#include <ostream>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/console/moment.hpp"
#include "app/console/question.hpp"
#include "app/wiring/mail_settings.hpp"

namespace postern::app {

namespace {

std::string words(service::EditUserError error, const std::string& who) {
    using enum service::EditUserError;
    switch (error) {
        case NoSuchUser:
            return no_such_user(who).what();
        case BadEmail:
            return "the e-mail address is not valid";
        case BadDisplayName:
            return "the display name must have 1 to 100 characters, on one line";
        case BadLanguage:
            return "there are no pages in this language; use a code such as de, or browser";
        case BadTimeZone:
            return "the time zone must be an IANA name such as Europe/Berlin, or browser";
        case EmailTaken:
            return "a user with this e-mail address already exists";
        case BadUsername:
            return kBadUsername;
        case UsernameReserved:
            return kReservedUsername;
        case UsernameTaken:
            return kUsernameTaken;
        case BadGivenName:
            return "the given name " + std::string{kBadPartOfName};
        case BadFamilyName:
            return "the family name " + std::string{kBadPartOfName};
        case ChangedMeanwhile:
            return "somebody else has changed the address meanwhile; look again";
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<std::string_view> given(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<std::string_view>{text};
}

void edit(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("USER");
    service::UserEdit edit{.email = given(typed.text("--email")),
                           .display_name = given(typed.text("--name")),
                           .language = given(typed.text("--language")),
                           .time_zone = given(typed.text("--time-zone")),
                           .username = typed_words(typed, "--username", "--no-username"),
                           .given_name = typed_words(typed, "--given-name", "--no-given-name"),
                           .family_name = typed_words(typed, "--family-name", "--no-family-name"),
                           .may_be_reserved = true};
    if (!edit.email && !edit.display_name && !edit.language && !edit.time_zone && !edit.username &&
        !edit.given_name && !edit.family_name)
        throw CommandError{kUsage,
                           "give --email, --name, --username, --given-name, --family-name, "
                           "--language or --time-zone"};
    if (edit.language == "browser") edit.language = "";
    if (edit.time_zone == "browser") edit.time_zone = "";
    const auto edited = context.services().users.edit(who, edit, context.actor(), context.now());
    if (!edited) {
        std::string all;
        for (const auto error : edited.error())
            all += (all.empty() ? "" : "; ") + words(error, who);
        throw CommandError{kRefused, all};
    }
    report(context, typed,
           {"changed", "Changed " + name_of(*edited) + ".", {{"user", to_json(*edited)}}});
}

void verify(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("USER");
    if (!context.services().users.verify_email(who, context.actor(), context.now()))
        throw no_such_user(who);
    report(context, typed,
           {"verified",
            "Marked the e-mail address as verified.",
            {{"user", to_json(get_row(context, who))}}});
}

void reset_password(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("USER");
    if (!has_mail(context.config()))
        throw CommandError{
            kRefused,
            "no e-mail can be sent: mail.transport is \"none\"; use `postern user set-password`"};
    const UserRow user = get_row(context, who);
    if (!context.services().users.ask_for_reset(who, context.actor(), context.now()))
        throw no_such_user(who);
    report(context, typed,
           {"reset_requested",
            "Queued an e-mail with a link to set a new password.",
            {{"user", to_json(user)}}});
}

void remove_now(CommandContext& context, const Arguments& typed, const UserRow& user) {
    confirm(context.console(), typed.flag("--yes"),
            "Delete " + name_of(user) +
                " and everything that belongs to them? This cannot be "
                "undone.",
            Unasked::GoOn);
    const std::string id = row_name(user);  // not who has the address by the time of the answer
    using enum service::DeleteOutcome;
    switch (context.services().users.delete_now(id, context.actor(), context.now())) {
        case NoSuchUser:
            throw no_such_user(id);
        case Kept:
            throw CommandError{kRefused,
                               "the deletion was cancelled at the same moment, so the user is "
                               "still there; run the command again to delete them"};
        case LastAdministrator:
            throw not_changed(service::UserChangeError::LastAdministrator, id);
        case Deleted:
            break;
    }
    report(context, typed,
           {"deleted",
            "Deleted the user. Only their events in the audit log remain.",
            {{"user", to_json(user)}}});
}

void remove(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("USER");
    const UserRow user = get_row(context, who);
    if (typed.flag("--now")) return remove_now(context, typed, user);
    const auto delete_at =
        context.services().users.schedule_deletion(who, context.actor(), context.now());
    if (!delete_at) throw not_changed(delete_at.error(), who);
    report(context, typed,
           {"deletion_scheduled",
            "The user can no longer sign in and will be deleted at " +
                moment_text(*delete_at, false) + "; `postern user keep` cancels the deletion.",
            {{"user", to_json(get_row(context, who))}}});
}

void keep(CommandContext& context, const Arguments& typed) {
    const auto& who = typed.text("USER");
    switch (context.services().users.keep(who, context.actor(), context.now())) {
        case service::KeepOutcome::Kept:
            return report(context, typed,
                          {"kept",
                           "Canceled the deletion; the user can sign in again.",
                           {{"user", to_json(get_row(context, who))}}});
        case service::KeepOutcome::NotScheduled:
            throw CommandError{kRefused, "this user is not scheduled for deletion"};
        case service::KeepOutcome::NoSuchUser:
            throw no_such_user(who);
    }
}

}  // namespace

std::vector<Command> account_commands() {
    return {{.name = "edit",
             .help = "Change a user's e-mail address, names, language or time zone",
             .options = {kUserOperand,
                         {.name = "--email", .help = "New e-mail address; it counts as verified"},
                         {.name = "--name", .help = "New display name"},
                         {.name = "--username",
                          .help = "New username; nobody else gets the old one for a while"},
                         {.name = "--no-username",
                          .help = "Remove the username",
                          .type = OptionType::Flag},
                         {.name = "--given-name", .help = "New given name"},
                         {.name = "--no-given-name",
                          .help = "Remove the given name",
                          .type = OptionType::Flag},
                         {.name = "--family-name", .help = "New family name"},
                         {.name = "--no-family-name",
                          .help = "Remove the family name",
                          .type = OptionType::Flag},
                         {.name = "--language",
                          .help = "New language of pages and e-mails, such as de, or browser"},
                         {.name = "--time-zone",
                          .help = "New time zone of pages and e-mails, such as Europe/Berlin, or "
                                  "browser"},
                         kJsonFlag},
             .run = edit},
            {.name = "verify",
             .help = "Mark a user's e-mail address as verified",
             .options = {kUserOperand, kJsonFlag},
             .run = verify},
            {.name = "reset-password",
             .help = "Send a user an e-mail with a link to set a new password",
             .options = {kUserOperand, kJsonFlag},
             .run = reset_password},
            {.name = "delete",
             .help = "Delete a user after the grace period",
             .options = {kUserOperand,
                         {.name = "--now",
                          .help = "Delete immediately and permanently; asks first on a terminal",
                          .type = OptionType::Flag},
                         kYesFlag,
                         kJsonFlag},
             .run = remove},
            {.name = "keep",
             .help = "Cancel a user's scheduled deletion",
             .options = {kUserOperand, kJsonFlag},
             .run = keep}};
}

}  // namespace postern::app
