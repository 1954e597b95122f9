#include "postern/service/account/invitation_service.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/token.hpp"
#include "postern/service/access/administration.hpp"
#include "postern/service/access/giving.hpp"
#include "postern/service/audit/audit_trail.hpp"

namespace postern::service {

namespace {

Failure<InviteRefusal> fail_with(InviteError error) { return fail(InviteRefusal{{error}}); }

Failure<AcceptRefusal> fail_with(AcceptRefusal::Why why) { return fail(AcceptRefusal{why}); }

AcceptRefusal mistaken(RegistrationRefusal mistakes) {
    return {AcceptRefusal::Why::Mistaken, std::move(mistakes)};
}

AcceptRefusal::Why to_why(store::InvitationUseError error) {
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case store::InvitationUseError::Gone:
        case store::InvitationUseError::NoSuchUser:
            return AcceptRefusal::Why::Gone;
        case store::InvitationUseError::EmailTaken:
            return AcceptRefusal::Why::HasAccount;
    }
    std::abort();  // a value outside the enum is a bug
}

std::vector<std::string> sorted_once(std::vector<std::string> names) {
    std::ranges::sort(names);
    const auto twice = std::ranges::unique(names);
    names.erase(twice.begin(), twice.end());
    return names;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

}  // namespace

/// An open invitation, and the hash of the link to it.
struct InvitationService::Opened {
    Invitation invitation;
    Digest token_hash;
};

InvitationService::InvitationService(InvitationStores stores, const GrantService& grants,
                                     const PasswordService& passwords, const DutyService& duties,
                                     Revoker& revoker, Entropy& entropy,
                                     InvitationSettings settings)
    : stores_{stores},
      grants_{grants},
      passwords_{passwords},
      duties_{duties},
      revoker_{revoker},
      entropy_{entropy},
      settings_{std::move(settings)} {}

// --- what may be given

std::vector<std::string> InvitationService::forbidden(std::string_view actor,
                                                      const std::vector<std::string>& groups,
                                                      const std::vector<std::string>& roles,
                                                      TimePoint now) const {
    if (is_command_line(actor)) return {};
    const auto id = administrator_of(actor);
    const auto giver = id ? stores_.users.find_by_public_id(*id) : std::nullopt;
    std::vector<std::string> names;
    const bool is_there = giver && !giver->disabled && !giver->delete_at;
    const auto may = [&](AdminArea area, std::string_view object, const std::vector<Gift>& gifts) {
        return is_there &&
               may_administer(grants_, giver->id, area, AdminAction::Write, now, object) &&
               may_give(grants_, giver->id, gifts, now);
    };
    for (const auto& group : groups)
        if (!may(AdminArea::Groups, group, gifts_of_group(grants_, group, std::nullopt, now)))
            names.push_back("group " + group);
    for (const auto& role : roles) {
        // A role that is gone gives nothing; that it is gone is said elsewhere.
        const auto gifts = gifts_of(grants_, {Granted::Kind::Role, role}, std::nullopt);
        if (!may(AdminArea::Roles, {}, gifts.value_or(std::vector<Gift>{})))
            names.push_back("role " + role);
    }
    return names;
}

std::vector<std::string> InvitationService::unknown_groups(
    const std::vector<std::string>& names) const {
    std::vector<std::string> unknown;
    for (const auto& name : names)
        if (!is_group_name(name) || !stores_.groups.find(name)) unknown.push_back("group " + name);
    return unknown;
}

std::vector<std::string> InvitationService::unknown_roles(
    const std::vector<std::string>& names) const {
    std::vector<std::string> unknown;
    for (const auto& name : names)
        if (!is_role_name(name) || !grants_.find_role(name)) unknown.push_back("role " + name);
    return unknown;
}

// --- for administrators

NewMail InvitationService::mail_of(const Invitation& invitation, TimePoint now) const {
    return {.kind = MailKind::Invitation,
            .user_id = std::nullopt,
            .to = invitation.email,
            .language = invitation.language,
            .details = {{"invitation", invitation.id.text()}},
            .created_at = now};
}

Result<Invitation, InviteRefusal> InvitationService::invite(const Invite& invite,
                                                            const Actor& actor,
                                                            TimePoint now) const {
    if (!settings_.mail_enabled) return fail_with(InviteError::NoMail);
    InviteRefusal wrong;
    const auto blame = [&wrong](InviteError error, const std::vector<std::string>& names) {
        if (names.empty()) return;
        wrong.errors.push_back(error);
        wrong.names.insert(wrong.names.end(), names.begin(), names.end());
    };
    const auto groups = sorted_once(invite.groups);
    const auto roles = sorted_once(invite.roles);
    const auto email = EmailAddress::parse(invite.email);
    const auto name = invite.display_name.empty() ? std::optional<DisplayName>{}
                                                  : DisplayName::parse(invite.display_name);
    if (!email) wrong.errors.push_back(InviteError::BadEmail);
    if (!name && !invite.display_name.empty()) wrong.errors.push_back(InviteError::BadDisplayName);
    if (!invite.language.empty() && !has(settings_.languages, std::string{invite.language}))
        wrong.errors.push_back(InviteError::BadLanguage);
    if (groups.size() > kMaxInvitedGroups || roles.size() > kMaxInvitedRoles)
        wrong.errors.push_back(InviteError::TooMany);
    if (!wrong.errors.empty()) return fail(std::move(wrong));
    blame(InviteError::NoSuchGroup, unknown_groups(groups));
    blame(InviteError::NoSuchRole, unknown_roles(roles));
    if (!wrong.errors.empty()) return fail(std::move(wrong));
    blame(InviteError::NotAllowed, forbidden(actor.name, groups, roles, now));
    if (!wrong.errors.empty()) return fail(std::move(wrong));
    if (groups.empty() && roles.empty() && stores_.users.find_by_email(*email))
        return fail_with(InviteError::NothingToGive);

    Invitation invitation{.id = PublicId::from_random(entropy_.bytes(PublicId::kBytes)),
                          .email = *email,
                          .display_name = name ? name->text() : std::string{},
                          .language = std::string{invite.language},
                          .groups = groups,
                          .roles = roles,
                          .invited_by = actor.name,
                          .created_at = now,
                          .expires_at = now + settings_.lifetime};
    const store::SideEffects effects{
        change_entry(AuditEvent::InvitationSent, std::nullopt, invitation.id.text(), actor, now),
        {mail_of(invitation, now)}};
    if (!stores_.invitations.add(invitation, effects))
        return fail_with(InviteError::AlreadyInvited);
    return invitation;
}

ResendOutcome InvitationService::resend(const PublicId& id, const Actor& actor,
                                        TimePoint now) const {
    const auto invitation = stores_.invitations.find(id);
    if (!settings_.mail_enabled || !invitation) return ResendOutcome::Gone;
    if (!forbidden(actor.name, invitation->groups, invitation->roles, now).empty())
        return ResendOutcome::NotAllowed;
    const bool renewed = stores_.invitations.renew(
        id, now + settings_.lifetime,
        {change_entry(AuditEvent::InvitationSent, std::nullopt, id.text(), actor, now),
         {mail_of(*invitation, now)}});
    return renewed ? ResendOutcome::Sent : ResendOutcome::Gone;
}

bool InvitationService::withdraw(const PublicId& id, const Actor& actor, TimePoint now) const {
    return stores_.invitations.remove(
        id, change_entry(AuditEvent::InvitationWithdrawn, std::nullopt, id.text(), actor, now));
}

std::optional<Invitation> InvitationService::find(const PublicId& id) const {
    return stores_.invitations.find(id);
}

InvitationList InvitationService::list(std::string_view cursor, std::size_t limit) const {
    const auto start = to_list_start(cursor);
    auto found = stores_.invitations.list(start.value_or(0), limit);
    return {.items = std::move(found.found),
            .damaged = std::move(found.damaged),
            .next = found.last == 0 ? std::string{} : std::to_string(found.last),
            .restarted = !start};
}

// --- for the person with the link

std::optional<InvitationService::Opened> InvitationService::open(std::string_view token,
                                                                 TimePoint now) const {
    const auto hash = crypto::token_hash(token);
    auto found = hash ? stores_.invitations.find_by_link(*hash) : std::nullopt;
    if (!found || !found->is_open(now)) return std::nullopt;
    return Opened{std::move(*found), *hash};
}

std::optional<InvitationPreview> InvitationService::look_at(std::string_view token,
                                                            TimePoint now) const {
    auto opened = open(token, now);
    if (!opened) return std::nullopt;
    const bool has_account = stores_.users.find_by_email(opened->invitation.email).has_value();
    return InvitationPreview{std::move(opened->invitation), has_account};
}

/// What the inviter may not give any more is left out, and the log says so.
store::InvitationUse InvitationService::use_of(const Opened& opened, const PublicId& user,
                                               const Client& client, TimePoint now) const {
    const Invitation& invitation = opened.invitation;
    const auto entry = [&](AuditFact fact) {
        fact.user = user;
        return audit_entry(fact, client, now);
    };
    store::InvitationUse use{
        .token_hash = opened.token_hash,
        .now = now,
        .email = invitation.email,
        .given_by = invitation.invited_by,
        .effects = {entry({.event = AuditEvent::InvitationUsed, .detail = invitation.id.text()})}};
    const auto unfit = forbidden(invitation.invited_by, invitation.groups, invitation.roles, now);
    std::string refused;
    const auto add = [&](store::InvitedGift::Kind kind, AuditEvent event, const std::string& name) {
        const std::string what =
            (kind == store::InvitedGift::Kind::Group ? "group " : "role ") + name;
        if (has(unfit, what)) {
            refused += (refused.empty() ? "left out: " : ", ") + what;
            return;
        }
        const std::string left_out = "left out: " + what;
        use.gifts.push_back(
            {.kind = kind,
             .name = name,
             .grant = PublicId::from_random(entropy_.bytes(PublicId::kBytes)),
             .given = entry({.event = event, .actor = invitation.invited_by, .detail = what}),
             .left_out = entry({.event = AuditEvent::InvitationUsed,
                                .result = AuditResult::Refused,
                                .actor = invitation.invited_by,
                                .detail = left_out})});
    };
    for (const auto& name : invitation.groups)
        add(store::InvitedGift::Kind::Group, AuditEvent::GroupJoined, name);
    for (const auto& name : invitation.roles)
        add(store::InvitedGift::Kind::Role, AuditEvent::Granted, name);
    if (!refused.empty())
        use.effects.second_audit = entry({.event = AuditEvent::InvitationUsed,
                                          .result = AuditResult::Refused,
                                          .actor = invitation.invited_by,
                                          .detail = refused});
    return use;
}

Result<User, AcceptRefusal> InvitationService::accept(const Acceptance& typed, const Client& client,
                                                      TimePoint now) const {
    const auto opened = open(typed.token, now);
    if (!opened) return fail_with(AcceptRefusal::Why::Gone);
    const EmailAddress& email = opened->invitation.email;
    if (stores_.users.find_by_email(email)) return fail_with(AcceptRefusal::Why::HasAccount);
    const auto name = DisplayName::parse(typed.display_name);
    RegistrationRefusal wrong;
    wrong.password_problems =
        passwords_.check_new(typed.password, {email.text(), typed.display_name});
    if (!name) wrong.errors.push_back(RegistrationError::BadDisplayName);
    if (!wrong.password_problems.empty()) wrong.errors.push_back(RegistrationError::BadPassword);
    if (!wrong.errors.empty()) return fail(mistaken(std::move(wrong)));
    NewUser user{.public_id = PublicId::from_random(entropy_.bytes(PublicId::kBytes)),
                 .email = email,
                 .display_name = *name,
                 .password_hash = {},
                 .created_at = now,
                 .language = opened->invitation.language,
                 .time_zone = std::string{typed.time_zone},
                 .email_verified_at = now};
    if (auto missing = read_duties(duties_, typed.accepted_terms, typed.profile, user))
        return fail(mistaken(std::move(*missing)));
    auto phc = passwords_.hash_new(typed.password);
    if (!phc) return fail(mistaken({{RegistrationError::Busy}}));
    user.password_hash = std::move(*phc);
    auto used =
        stores_.invitations.use_for_new_user(use_of(*opened, user.public_id, client, now), user);
    if (!used) return fail_with(to_why(used.error()));
    return std::move(*used);
}

Result<void, AcceptRefusal> InvitationService::accept_as(const User& user, std::string_view token,
                                                         const Client& client,
                                                         TimePoint now) const {
    const auto opened = open(token, now);
    if (!opened) return fail_with(AcceptRefusal::Why::Gone);
    if (opened->invitation.email != user.email) return fail_with(AcceptRefusal::Why::NotYours);
    const auto used =
        stores_.invitations.use_for_user(use_of(*opened, user.public_id, client, now), user);
    if (!used) return fail_with(to_why(used.error()));
    // No session ends: what hosts remember of the user is dropped.
    revoker_.sessions_of_user_ended(user.id);
    return {};
}

}  // namespace postern::service
