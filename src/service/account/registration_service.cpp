#include "postern/service/account/registration_service.hpp"

#include <algorithm>
#include <utility>

#include "postern/crypto/password/imported_hash.hpp"
#include "postern/model/email_domains.hpp"
#include "postern/model/group.hpp"
#include "postern/service/audit/audit_trail.hpp"
#include "postern/service/throttle/counted_attempt.hpp"

namespace postern::service {

namespace {

Failure<RegistrationRefusal> fail_with(RegistrationError error) {
    return fail(RegistrationRefusal{{error}});
}

bool is_taken(const RegistrationRefusal& refusal) {
    return std::ranges::count(refusal.errors, RegistrationError::EmailTaken) > 0;
}

RegistrationError to_error(store::AddUserError error) {
    return error == store::AddUserError::UsernameTaken ? RegistrationError::UsernameTaken
                                                       : RegistrationError::EmailTaken;
}

/// What is wrong with the names that not everybody has.
std::vector<RegistrationError> read_names(const Registration& typed, NewUser& user) {
    std::vector<RegistrationError> errors;
    if (!typed.username.empty()) {
        user.username = Username::parse(typed.username);
        if (!user.username)
            errors.push_back(RegistrationError::BadUsername);
        else if (!typed.may_be_reserved && is_reserved(*user.username))
            errors.push_back(RegistrationError::UsernameReserved);
    }
    const auto given = parse_part_of_name(typed.given_name);
    const auto family = parse_part_of_name(typed.family_name);
    if (!given) errors.push_back(RegistrationError::BadGivenName);
    if (!family) errors.push_back(RegistrationError::BadFamilyName);
    user.given_name = given.value_or("");
    user.family_name = family.value_or("");
    return errors;
}

NewMail mail_to(const EmailAddress& email, MailKind kind, const Client& client, TimePoint now) {
    return {.kind = kind,
            .user_id = std::nullopt,
            .to = email,
            .language = client.language,
            .created_at = now};
}

}  // namespace

RegistrationService::RegistrationService(store::AccountStore& accounts,
                                         const PasswordService& passwords,
                                         const RequestThrottle& requests, Entropy& entropy,
                                         RegistrationSettings settings, const DutyService* duties)
    : accounts_{accounts},
      passwords_{passwords},
      requests_{requests},
      entropy_{entropy},
      settings_{std::move(settings)},
      duties_{duties} {}

Result<Registered, RegistrationRefusal> RegistrationService::register_user(
    const Registration& typed, const Client& client, TimePoint now) const {
    if (!settings_.open) return fail_with(RegistrationError::Closed);
    auto user = check(typed, now);
    if (!user) return fail(user.error());
    if (auto wrong = check_joining(typed, *user)) return fail(std::move(*wrong));
    const auto admitted = requests_.admit(RequestKind::Registration, client.address, now);
    if (!admitted)
        return fail(RegistrationRefusal{{RegistrationError::TooMany}, {}, admitted.error()});
    CountedAttempt counted{requests_, *admitted};

    const EmailAddress email = user->email;
    if (settings_.approval) user->waiting_since = now;
    store::SideEffects effects{audit_entry(
        {.event = AuditEvent::Registration, .user = user->public_id, .actor = kByVisitor}, client,
        now)};
    if (settings_.mail_enabled) {
        effects.mails.push_back(mail_to(email, MailKind::VerifyEmail, client, now));
        effects.mails.back().return_link = typed.return_link;
    } else {
        user->email_verified_at = now;  // nobody can ever confirm it
    }
    auto added = add(std::move(*user), typed.password, effects);
    const bool taken = !added && is_taken(added.error());
    if (!added && !taken) return fail(added.error());
    if (settings_.mail_enabled && taken) tell_owner(email, client, now);
    counted.settle();
    if (!settings_.mail_enabled) {
        if (!added) return fail(added.error());
        return Registered{false, settings_.approval, std::move(*added)};
    }
    return Registered{needs_confirmation(), settings_.approval};
}

Result<User, RegistrationRefusal> RegistrationService::add_user(const Registration& typed,
                                                                const Actor& actor,
                                                                TimePoint now) const {
    auto user = check(typed, now);
    if (!user) return fail(user.error());
    user->email_verified_at = now;
    const store::SideEffects effects{
        change_entry(AuditEvent::Registration, user->public_id, {}, actor, now)};
    return add(std::move(*user), typed.password, effects);
}

Result<User, RegistrationRefusal> RegistrationService::add_user_by_mail(const Registration& typed,
                                                                        std::string_view language,
                                                                        const Actor& actor,
                                                                        TimePoint now) const {
    const auto email = EmailAddress::parse(typed.email);
    const auto display_name = DisplayName::parse(typed.display_name);
    RegistrationRefusal wrong;
    if (!email) wrong.errors.push_back(RegistrationError::BadEmail);
    if (!display_name) wrong.errors.push_back(RegistrationError::BadDisplayName);
    if (!wrong.errors.empty()) return fail(std::move(wrong));
    NewUser user{.public_id = PublicId::from_random(entropy_.bytes(PublicId::kBytes)),
                 .email = *email,
                 .display_name = *display_name,
                 .password_hash = std::string{crypto::kNoPassword},
                 .created_at = now,
                 .language = std::string{language},
                 .time_zone = std::string{typed.time_zone},
                 .email_verified_at = now};
    if (auto errors = read_names(typed, user); !errors.empty())
        return fail(RegistrationRefusal{std::move(errors)});
    store::SideEffects effects{
        change_entry(AuditEvent::Registration, user.public_id, {}, actor, now)};
    effects.mails.push_back(
        mail_to(*email, MailKind::AccountAdded, {.language = std::string{language}}, now));
    auto added = accounts_.add(user, effects);
    if (!added) return fail_with(to_error(added.error()));
    return std::move(*added);
}

Result<store::AddedUser, RegistrationRefusal> RegistrationService::add_first_user(
    const Registration& typed, const Actor& actor, TimePoint now) const {
    auto user = check(typed, now);
    if (!user) return fail(user.error());
    user->email_verified_at = now;
    auto phc = passwords_.hash_new(typed.password);
    if (!phc) return fail_with(RegistrationError::Busy);
    user->password_hash = std::move(*phc);
    const store::FirstAdministrator first{
        .grant = PublicId::from_random(entropy_.bytes(PublicId::kBytes)),
        .granted_by = actor.name,
        .audit = change_entry(AuditEvent::Granted, user->public_id,
                              "role " + std::string{kAdminRole}, actor, now)};
    auto added = accounts_.add_first(
        *user, {change_entry(AuditEvent::Registration, user->public_id, {}, actor, now)}, first);
    if (!added) return fail_with(to_error(added.error()));
    return std::move(*added);
}

Result<NewUser, RegistrationRefusal> RegistrationService::check(const Registration& typed,
                                                                TimePoint now) const {
    const auto email = EmailAddress::parse(typed.email);
    const auto display_name = DisplayName::parse(typed.display_name);
    RegistrationRefusal wrong;
    wrong.password_problems =
        passwords_.check_new(typed.password, {typed.email, typed.display_name, typed.username});
    if (!email) wrong.errors.push_back(RegistrationError::BadEmail);
    if (!display_name) wrong.errors.push_back(RegistrationError::BadDisplayName);
    if (!wrong.password_problems.empty()) wrong.errors.push_back(RegistrationError::BadPassword);
    if (!wrong.errors.empty()) return fail(std::move(wrong));
    NewUser user{.public_id = PublicId::from_random(entropy_.bytes(PublicId::kBytes)),
                 .email = *email,
                 .display_name = *display_name,
                 .password_hash = {},
                 .created_at = now,
                 .time_zone = std::string{typed.time_zone}};
    if (auto errors = read_names(typed, user); !errors.empty())
        return fail(RegistrationRefusal{std::move(errors)});
    return user;
}

std::optional<RegistrationRefusal> read_duties(const DutyService& duties,
                                               std::string_view accepted_terms,
                                               const ProfileValues& typed, NewUser& user) {
    RegistrationRefusal wrong;
    if (const auto terms = duties.current_terms()) {
        user.accepted_terms = terms->version;
        if (accepted_terms != terms->version)
            wrong.errors.push_back(RegistrationError::TermsNotAccepted);
    }
    wrong.profile = duties.read(typed);
    if (!wrong.profile.is_good()) wrong.errors.push_back(RegistrationError::BadProfile);
    if (!wrong.errors.empty()) return wrong;
    user.profile = std::move(wrong.profile.values);
    return std::nullopt;
}

std::optional<RegistrationRefusal> RegistrationService::check_joining(const Registration& typed,
                                                                      NewUser& user) const {
    if (!is_allowed_domain(user.email, settings_.domains))
        return RegistrationRefusal{{RegistrationError::DomainNotAllowed}};
    return duties_ ? read_duties(*duties_, typed.accepted_terms, typed.profile, user)
                   : std::nullopt;
}

Result<User, RegistrationRefusal> RegistrationService::add(
    NewUser user, std::string_view typed_password, const store::SideEffects& effects) const {
    auto phc = passwords_.hash_new(typed_password);
    if (!phc) return fail_with(RegistrationError::Busy);
    user.password_hash = std::move(*phc);
    auto added = accounts_.add(user, effects);
    if (!added) return fail_with(to_error(added.error()));
    return std::move(*added);
}

/// One transaction with an e-mail and an audit event, as for an account that was made.
void RegistrationService::tell_owner(const EmailAddress& email, const Client& client,
                                     TimePoint now) const {
    accounts_.note({audit_entry({.event = AuditEvent::Registration,
                                 .result = AuditResult::Refused,
                                 .actor = kByVisitor,
                                 .detail = "email_taken"},
                                client, now),
                    {mail_to(email, MailKind::AlreadyRegistered, client, now)}});
}

}  // namespace postern::service
