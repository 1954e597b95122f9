#include "postern/service/account/mail_link_service.hpp"

#include <cstdlib>
#include <utility>

#include "postern/crypto/token.hpp"
#include "postern/service/audit/audit_trail.hpp"
#include "postern/service/throttle/counted_attempt.hpp"
#include "service/account/account_changes.hpp"

namespace postern::service {

namespace {

AuditEvent event_of(MailTokenKind kind) {
    switch (kind) {
        case MailTokenKind::VerifyEmail:
            return AuditEvent::EmailVerification;
        case MailTokenKind::ResetPassword:
            return AuditEvent::PasswordReset;
        case MailTokenKind::ChangeEmail:
        case MailTokenKind::UndoEmailChange:
            return AuditEvent::EmailChange;
        case MailTokenKind::KeepAccount:
            return AuditEvent::Deletion;
        case MailTokenKind::ResetFactors:
        case MailTokenKind::KeepFactors:
            return AuditEvent::FactorsReset;
        case MailTokenKind::EnrolmentCode:
            return AuditEvent::EnrolmentCode;
    }
    std::abort();  // a value outside the enum is a bug
}

LinkError to_link_error(store::ChangeError error) {
    switch (error) {
        case store::ChangeError::EmailTaken:
            return LinkError::EmailTaken;
        case store::ChangeError::LinkGone:
        case store::ChangeError::NoSuchUser:
        case store::ChangeError::EmailChanged:
        case store::ChangeError::PasswordChanged:
        case store::ChangeError::NotScheduled:
        case store::ChangeError::EnrolmentGone:
        case store::ChangeError::FactorChanged:
        case store::ChangeError::PasskeyTaken:
        case store::ChangeError::UsernameTaken:  // no link gives one
        case store::ChangeError::TooManyUsernames:
        case store::ChangeError::NotWaiting:
        case store::ChangeError::NoSuchTerms:
        case store::ChangeError::LastAdministrator:  // no link ends one
            return LinkError::Gone;
    }
    std::abort();  // a value outside the enum is a bug
}

struct Addressee {
    EmailAddress address;
    MailDetails details{};
};

/// Of an e-mail that somebody asks for. The address of a user whose username was typed is not
/// looked up here: the courier finds it, and until then the e-mail has an address that no mail
/// server can have (RFC 2606, section 2).
std::optional<Addressee> addressee(std::string_view typed) {
    if (auto address = EmailAddress::parse(typed)) return Addressee{std::move(*address)};
    const auto name = Username::parse(typed);
    if (!name) return std::nullopt;
    return Addressee{EmailAddress::parse(name->text() + "@username.invalid").value(),
                     {{std::string{kUsernameDetail}, name->text()}}};
}

/// A link is opened anew this many times when its account changes between reading and writing.
constexpr int kMaxTries = 3;

}  // namespace

MailLinkService::MailLinkService(store::AccountStore& accounts, const PasswordService& passwords,
                                 const RequestThrottle& requests, const SignInThrottle& sign_ins,
                                 Revoker& revoker, std::chrono::seconds factor_reset_delay)
    : accounts_{accounts},
      passwords_{passwords},
      requests_{requests},
      sign_ins_{sign_ins},
      revoker_{revoker},
      factor_reset_delay_{factor_reset_delay} {}

Result<void, AskRefusal> MailLinkService::ask(MailKind kind, std::string_view email,
                                              const Client& client, TimePoint now,
                                              std::string_view return_link) const {
    const auto token = token_of(kind);
    POSTERN_CHECK(token && (kind == MailKind::VerifyEmail || kind == MailKind::ResetPassword ||
                            kind == MailKind::DeletionScheduled));
    const auto to = addressee(email);
    if (!to) return fail(AskRefusal{AskError::BadEmail});
    const auto admitted = requests_.admit(RequestKind::Mail, client.address, now);
    if (!admitted) return fail(AskRefusal{AskError::TooMany, admitted.error()});
    CountedAttempt counted{requests_, *admitted};
    accounts_.note({audit_entry({.event = event_of(*token), .actor = kByVisitor, .detail = "asked"},
                                client, now),
                    {{.kind = kind,
                      .user_id = std::nullopt,
                      .to = to->address,
                      .language = client.language,
                      .details = to->details,
                      .created_at = now,
                      .return_link = std::string{return_link}}}});
    counted.settle();
    return {};
}

std::optional<OpenedLink> MailLinkService::find(MailTokenKind kind, std::string_view token) const {
    const auto hash = crypto::token_hash(token);
    if (!hash) return std::nullopt;
    auto found = accounts_.find_token(*hash);
    if (!found || found->kind != kind) return std::nullopt;
    return OpenedLink{std::move(*found), *hash};
}

std::optional<LinkPreview> MailLinkService::look_at(MailTokenKind kind, std::string_view token,
                                                    TimePoint now) const {
    auto found = find(kind, token);
    if (!found || !is_good(found->token, now)) return std::nullopt;
    if (kind == MailTokenKind::KeepFactors && !accounts_.find_factor_reset(found->token.user.id))
        return std::nullopt;  // nothing is left to cancel
    return LinkPreview{std::move(found->token.user), std::move(found->token.email),
                       std::move(found->token.return_link)};
}

void MailLinkService::note_refusal(const MailToken& token, std::string_view detail,
                                   const Client& client, TimePoint now) const {
    accounts_.note({audit_entry({.event = event_of(token.kind),
                                 .result = AuditResult::Refused,
                                 .user = token.user.public_id,
                                 .detail = detail},
                                client, now)});
}

std::optional<OpenedLink> MailLinkService::open(MailTokenKind kind, std::string_view token,
                                                const Client& client, TimePoint now) const {
    auto found = find(kind, token);
    if (!found) return std::nullopt;
    if (!is_good(found->token, now)) {
        note_refusal(found->token, "link_gone", client, now);
        return std::nullopt;
    }
    return found;
}

template <class Change>
Result<User, LinkError> MailLinkService::use(MailTokenKind kind, std::string_view token,
                                             const Client& client, TimePoint now,
                                             Change change_by) const {
    for (int tries = 1;; ++tries) {
        const auto link = open(kind, token, client, now);
        if (!link) return fail(LinkError::Gone);
        const store::AccountChange change = change_by(*link);
        const auto applied = accounts_.apply(change);
        if (applied) return user_after(link->token.user, change);
        if (applied.error() == store::ChangeError::EmailChanged && tries < kMaxTries) continue;
        if (applied.error() == store::ChangeError::EmailTaken)
            note_refusal(link->token, "email_taken", client, now);
        return fail(to_link_error(applied.error()));
    }
}

Result<User, LinkError> MailLinkService::verify_email(std::string_view token, const Client& client,
                                                      TimePoint now) const {
    return use(MailTokenKind::VerifyEmail, token, client, now,
               [&](const OpenedLink& link) { return email_verified(link, by_user(client, now)); });
}

Result<User, LinkError> MailLinkService::change_email(std::string_view token, const Client& client,
                                                      TimePoint now) const {
    auto user = use(MailTokenKind::ChangeEmail, token, client, now, [&](const OpenedLink& link) {
        return email_changed(link, by_user(client, now));
    });
    // The sessions stay, but what is cached of them tells sites the old address.
    if (user) revoker_.sessions_of_user_ended(user->id);
    return user;
}

Result<User, LinkError> MailLinkService::undo_email_change(std::string_view token,
                                                           const Client& client,
                                                           TimePoint now) const {
    auto user = use(
        MailTokenKind::UndoEmailChange, token, client, now,
        [&](const OpenedLink& link) { return email_change_undone(link, by_user(client, now)); });
    if (user) revoker_.sessions_of_user_ended(user->id);
    return user;
}

Result<User, LinkError> MailLinkService::keep_account(std::string_view token, const Client& client,
                                                      TimePoint now) const {
    return use(MailTokenKind::KeepAccount, token, client, now, [&](const OpenedLink& link) {
        return deletion_cancelled(link, by_user(client, now));
    });
}

Result<User, LinkError> MailLinkService::reset_factors(std::string_view token, const Client& client,
                                                       TimePoint now) const {
    if (factor_reset_delay_.count() == 0) return fail(LinkError::Gone);
    return use(MailTokenKind::ResetFactors, token, client, now, [&](const OpenedLink& link) {
        return factor_reset_begun(link, now + factor_reset_delay_, by_user(client, now));
    });
}

Result<User, LinkError> MailLinkService::keep_factors(std::string_view token, const Client& client,
                                                      TimePoint now) const {
    return use(MailTokenKind::KeepFactors, token, client, now, [&](const OpenedLink& link) {
        return factor_reset_cancelled(link, by_user(client, now));
    });
}

Result<User, ResetRefusal> MailLinkService::reset_password(std::string_view token,
                                                           std::string_view typed,
                                                           const Client& client,
                                                           TimePoint now) const {
    const auto link = open(MailTokenKind::ResetPassword, token, client, now);
    if (!link) return fail(ResetRefusal{ResetError::LinkGone});
    const User& user = link->token.user;
    auto problems = passwords_.check_new(typed, owner_of(user));
    if (!problems.empty()) return fail(ResetRefusal{ResetError::BadPassword, std::move(problems)});
    const auto phc = passwords_.hash_new(typed);
    if (!phc) return fail(ResetRefusal{ResetError::Busy});

    const auto change = password_reset(*link, *phc, by_user(client, now));
    if (!accounts_.apply(change)) return fail(ResetRefusal{ResetError::LinkGone});
    sign_ins_.forget(user.email);
    revoker_.sessions_of_user_ended(user.id);
    return user_after(user, change);
}

}  // namespace postern::service
