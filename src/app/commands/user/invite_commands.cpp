// postern invite add|list|remove|resend, and user add --invite
#include <cstdlib>
#include <utility>

#include "app/commands/access/access_words.hpp"
#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"

namespace postern::app {

namespace {

constexpr std::size_t kPage = service::InvitationService::kMostInPart;

const std::vector<Column> kColumns{{"id"},
                                   {"email", Cells::Text},
                                   {"state"},
                                   {"groups", Cells::Text},
                                   {"roles", Cells::Text},
                                   {"invited_by", Cells::Text, true},
                                   {"created_at", Cells::Time, true},
                                   {"expires_at", Cells::Time},
                                   {"used_at", Cells::Time, true},
                                   {"used_by", Cells::Plain, true}};

constexpr Option kInvitationOperand{
    .name = "ID",
    .help = "Id of the invitation, as `postern invite list` shows it",
    .required = true};

constexpr const char* kNoMail =
    "no e-mail can be sent: mail.transport is \"none\"; use `postern user add`";

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text.append(text.empty() ? "" : " ").append(name);
    return text;
}

json::Json to_json(const Invitation& invitation, TimePoint now) {
    const auto used_by = invitation.used_by ? json::Json{invitation.used_by->text()} : json::Json{};
    return json::Json::Object{{"id", invitation.id.text()},
                              {"email", invitation.email.text()},
                              {"state", to_text(invitation.state(now))},
                              {"groups", names_json(invitation.groups)},
                              {"roles", names_json(invitation.roles)},
                              {"invited_by", invitation.invited_by},
                              {"created_at", to_rfc3339(invitation.created_at)},
                              {"expires_at", to_rfc3339(invitation.expires_at)},
                              {"used_at", time_or_null(invitation.used_at)},
                              {"used_by", used_by}};
}

Row row(const Invitation& invitation, TimePoint now) {
    return {invitation.id.text(),
            invitation.email.text(),
            to_text(invitation.state(now)),
            joined(invitation.groups),
            joined(invitation.roles),
            invitation.invited_by,
            to_rfc3339(invitation.created_at),
            to_rfc3339(invitation.expires_at),
            time_or_null(invitation.used_at),
            invitation.used_by ? json::Json{invitation.used_by->text()} : json::Json{}};
}

std::string words(service::InviteError error, const std::string& names) {
    using enum service::InviteError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case NoMail:
            return kNoMail;
        case BadEmail:
            return "the e-mail address is not valid";
        case BadDisplayName:
            return "the display name must have 1 to 100 characters, on one line";
        case BadLanguage:
            return "there are no e-mails in this language; use a code such as de";
        case NoSuchGroup:
        case NoSuchRole:
            return "there is no " + names;
        case NotAllowed:
            return "you cannot give " + names;
        case TooMany:
            return "an invitation gives at most 16 groups and 16 roles";
        case NothingToGive:
            return "a user with this e-mail address already exists; invite them to a group or a "
                   "role, or use `postern user reset-password`";
        case AlreadyInvited:
            return "this address has an open invitation; `postern invite resend` sends it again";
    }
    std::abort();  // a value outside the enum is a bug
}

CommandError refused(const service::InviteRefusal& refusal) {
    std::string text;
    for (const auto error : refusal.errors)
        text += (text.empty() ? "" : "; ") + words(error, listed(refusal.names));
    return {kRefused, text};
}

/// Throws CommandError for what is no id, and for an invitation that is not there.
Invitation get_invitation(CommandContext& context, const std::string& typed) {
    const auto id = PublicId::parse(typed);
    auto found = id ? context.services().invitations.find(*id) : std::nullopt;
    if (!found)
        throw CommandError{kRefused,
                           "there is no such invitation; `postern invite list` shows them"};
    return std::move(*found);
}

[[noreturn]] void throw_used(const Invitation& invitation) {
    throw CommandError{kRefused, "the invitation for " + invitation.email.text() +
                                     " was used; nothing was changed"};
}

void add(CommandContext& context, const Arguments& typed) {
    report(context, typed, invite_user(context, typed));
}

void list(CommandContext& context, const Arguments& typed) {
    std::vector<Row> rows;
    std::vector<std::string> damaged;
    std::string cursor;
    const auto now = context.now();
    do {
        const auto part = context.services().invitations.list(cursor, kPage);
        for (const auto& invitation : part.items)
            if (!typed.flag("--open") || invitation.is_open(now))
                rows.push_back(row(invitation, now));
        add_damaged(rows, damaged, part.damaged, kColumns.size());
        cursor = part.next;
    } while (!cursor.empty());
    print_rows(context.out(), table_style(context, typed), kColumns, rows,
               "No invitations. Invite somebody: postern invite add EMAIL");
    refuse_damaged(damaged, kDamagedRowAdvice);
}

void remove(CommandContext& context, const Arguments& typed) {
    const auto invitation = get_invitation(context, typed.text("ID"));
    if (!context.services().invitations.withdraw(invitation.id, context.actor(), context.now()))
        throw_used(invitation);
    report(
        context, typed,
        {"removed",
         "Withdrew the invitation for " + invitation.email.text() + "; its link is good no more.",
         {{"invitation", to_json(invitation, context.now())}}});
}

void resend(CommandContext& context, const Arguments& typed) {
    const auto invitation = get_invitation(context, typed.text("ID"));
    const auto& service = context.services().invitations;
    if (!service.can_send()) throw CommandError{kRefused, kNoMail};
    switch (service.resend(invitation.id, context.actor(), context.now())) {
        case service::ResendOutcome::Sent:
            break;
        case service::ResendOutcome::Gone:
            throw_used(invitation);
        case service::ResendOutcome::NotAllowed:
            throw CommandError{kRefused, "it gives more than you have"};
    }
    report(context, typed,
           {"resent",
            "Queued the e-mail to " + invitation.email.text() +
                " again; the earlier link is good no more.",
            {{"invitation", to_json(get_invitation(context, typed.text("ID")), context.now())}}});
}

}  // namespace

std::vector<Option> invite_options() {
    return {{.name = "--group",
             .help = "A group that they get; may be given more than once",
             .repeatable = true},
            {.name = "--role",
             .help = "A role that they get; may be given more than once",
             .repeatable = true},
            {.name = "--language", .help = "Language of the e-mail, such as de"}};
}

Outcome invite_user(CommandContext& context, const Arguments& typed) {
    const auto invited =
        context.services().invitations.invite({.email = typed.text("EMAIL"),
                                               .display_name = typed.text("--name"),
                                               .language = typed.text("--language"),
                                               .groups = typed.texts("--group"),
                                               .roles = typed.texts("--role")},
                                              context.actor(), context.now());
    if (!invited) throw refused(invited.error());
    return {"invited",
            "Invited " + invited->email.text() + "; the link in the e-mail is good until " +
                to_rfc3339(invited->expires_at) + ".",
            {{"invitation", to_json(*invited, context.now())}}};
}

Command invite_commands() {
    std::vector<Option> add_options{
        {.name = "EMAIL", .help = "E-mail address", .required = true},
        {.name = "--name", .help = "Display name that the form suggests"}};
    const auto more = invite_options();
    add_options.insert(add_options.end(), more.begin(), more.end());
    add_options.push_back(kJsonFlag);
    return {.name = "invite",
            .help = "Invite people by e-mail, also while registration is closed",
            .commands = {
                {.name = "add",
                 .help = "Invite somebody: to an account and, if you like, to groups and roles",
                 .options = add_options,
                 .run = add},
                {.name = "list",
                 .help = "List the invitations, newest first",
                 .options = with_table_options({{.name = "--open",
                                                 .help = "Only those that can still be used",
                                                 .type = OptionType::Flag}}),
                 .run = list},
                {.name = "remove",
                 .help = "Withdraw an invitation",
                 .options = {kInvitationOperand, kJsonFlag},
                 .run = remove},
                {.name = "resend",
                 .help = "Send an invitation again, with a new link and for its whole lifetime",
                 .options = {kInvitationOperand, kJsonFlag},
                 .run = resend}}};
}

}  // namespace postern::app
