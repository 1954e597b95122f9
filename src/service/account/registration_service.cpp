#include "postern/service/account/registration_service.hpp"

#include <algorithm>
#include <utility>

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
                                         RegistrationSettings settings)
    : accounts_{accounts},
      passwords_{passwords},
      requests_{requests},
      entropy_{entropy},
      settings_{settings} {}

Result<Registered, RegistrationRefusal> RegistrationService::register_user(
    const Registration& typed, const Client& client, TimePoint now) const {
    if (!settings_.open) return fail_with(RegistrationError::Closed);
    auto user = check(typed, now);
    if (!user) return fail(user.error());
    const auto admitted = requests_.admit(RequestKind::Registration, client.address, now);
    if (!admitted)
        return fail(RegistrationRefusal{{RegistrationError::TooMany}, {}, admitted.error()});
    CountedAttempt counted{requests_, *admitted};

    const EmailAddress email = user->email;
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
        return Registered{false, std::move(*added)};
    }
    return Registered{needs_confirmation()};
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
    if (!added) return fail_with(RegistrationError::EmailTaken);
    return std::move(*added);
}

Result<NewUser, RegistrationRefusal> RegistrationService::check(const Registration& typed,
                                                                TimePoint now) const {
    const auto email = EmailAddress::parse(typed.email);
    const auto display_name = DisplayName::parse(typed.display_name);
    RegistrationRefusal wrong;
    wrong.password_problems =
        passwords_.check_new(typed.password, {typed.email, typed.display_name});
    if (!email) wrong.errors.push_back(RegistrationError::BadEmail);
    if (!display_name) wrong.errors.push_back(RegistrationError::BadDisplayName);
    if (!wrong.password_problems.empty()) wrong.errors.push_back(RegistrationError::BadPassword);
    if (!wrong.errors.empty()) return fail(std::move(wrong));
    return NewUser{.public_id = PublicId::from_random(entropy_.bytes(PublicId::kBytes)),
                   .email = *email,
                   .display_name = *display_name,
                   .password_hash = {},
                   .created_at = now,
                   .time_zone = std::string{typed.time_zone}};
}

Result<User, RegistrationRefusal> RegistrationService::add(
    NewUser user, std::string_view typed_password, const store::SideEffects& effects) const {
    auto phc = passwords_.hash_new(typed_password);
    if (!phc) return fail_with(RegistrationError::Busy);
    user.password_hash = std::move(*phc);
    auto added = accounts_.add(user, effects);
    if (!added) return fail_with(RegistrationError::EmailTaken);
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
