#include "postern/service/account/mail_link_service.hpp"

#include <cstdlib>
#include <utility>

#include "postern/crypto/token.hpp"
#include "postern/service/audit/audit_trail.hpp"
#include "postern/service/throttle/counted_attempt.hpp"
#include "service/mail/notice.hpp"

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
    }
    std::abort();  // a value outside the enum is a bug
}

LinkError to_link_error(store::ChangeError error) {
    switch (error) {
        case store::ChangeError::TokenGone:
            return LinkError::Gone;
        case store::ChangeError::EmailTaken:
            return LinkError::EmailTaken;
    }
    std::abort();  // a value outside the enum is a bug
}

store::Besides besides_of(const MailToken& token, std::string_view detail, const Client& client,
                          TimePoint now) {
    return {
        audit_entry({.event = event_of(token.kind), .user = token.user.public_id, .detail = detail},
                    client, now)};
}

/// As the account is once the link was used.
User changed(const MailToken& token, TimePoint now) {
    User user = token.user;
    user.email = token.email;
    if (token.kind != MailTokenKind::KeepAccount && !user.email_verified_at)
        user.email_verified_at = now;
    if (token.kind == MailTokenKind::KeepAccount || token.kind == MailTokenKind::UndoEmailChange)
        user.delete_at.reset();
    return user;
}

}  // namespace

/// A link that is stored.
struct MailLinkService::Opened {
    MailToken token;
    store::TokenUse use;
};

MailLinkService::MailLinkService(store::AccountStore& accounts, const PasswordService& passwords,
                                 const RequestThrottle& requests, const SignInThrottle& sign_ins,
                                 Revoker& revoker)
    : accounts_{accounts},
      passwords_{passwords},
      requests_{requests},
      sign_ins_{sign_ins},
      revoker_{revoker} {}

Result<void, AskRefusal> MailLinkService::ask(MailKind kind, std::string_view email,
                                              const Client& client, TimePoint now) const {
    const auto token = token_of(kind);
    POSTERN_CHECK(token && (kind == MailKind::VerifyEmail || kind == MailKind::ResetPassword ||
                            kind == MailKind::DeletionScheduled));
    const auto address = EmailAddress::parse(email);
    if (!address) return fail(AskRefusal{AskError::BadEmail});
    const auto admitted = requests_.admit(RequestKind::Mail, client.address, now);
    if (!admitted) return fail(AskRefusal{AskError::TooMany, admitted.error()});
    CountedAttempt counted{requests_, *admitted};
    accounts_.note({audit_entry({.event = event_of(*token), .actor = kByVisitor, .detail = "asked"},
                                client, now),
                    {{.kind = kind,
                      .user_id = std::nullopt,
                      .to = *address,
                      .language = client.language,
                      .created_at = now}}});
    counted.settle();
    return {};
}

std::optional<MailLinkService::Opened> MailLinkService::find(MailTokenKind kind,
                                                             std::string_view token) const {
    const auto hash = crypto::token_hash(token);
    if (!hash) return std::nullopt;
    auto found = accounts_.find_token(*hash);
    if (!found || found->kind != kind) return std::nullopt;
    const UserId user = found->user.id;
    return Opened{std::move(*found), {kind, user, *hash, TimePoint{}}};
}

std::optional<LinkPreview> MailLinkService::look_at(MailTokenKind kind, std::string_view token,
                                                    TimePoint now) const {
    auto found = find(kind, token);
    if (!found || !is_good(found->token, now)) return std::nullopt;
    return LinkPreview{std::move(found->token.user), std::move(found->token.email)};
}

void MailLinkService::note_refusal(const MailToken& token, std::string_view detail,
                                   const Client& client, TimePoint now) const {
    accounts_.note({audit_entry({.event = event_of(token.kind),
                                 .result = AuditResult::Refused,
                                 .user = token.user.public_id,
                                 .detail = detail},
                                client, now)});
}

std::optional<MailLinkService::Opened> MailLinkService::open(MailTokenKind kind,
                                                             std::string_view token,
                                                             const Client& client,
                                                             TimePoint now) const {
    auto found = find(kind, token);
    if (!found) return std::nullopt;
    if (!is_good(found->token, now)) {
        note_refusal(found->token, "link_gone", client, now);
        return std::nullopt;
    }
    found->use.now = now;
    return found;
}

template <class Change>
Result<User, LinkError> MailLinkService::use(MailTokenKind kind, std::string_view token,
                                             std::string_view detail, const Client& client,
                                             TimePoint now, Change change) const {
    const auto opened = open(kind, token, client, now);
    if (!opened) return fail(LinkError::Gone);
    const Result<void, store::ChangeError> done =
        change(*opened, besides_of(opened->token, detail, client, now));
    if (done) return changed(opened->token, now);
    if (done.error() == store::ChangeError::EmailTaken)
        note_refusal(opened->token, "email_taken", client, now);
    return fail(to_link_error(done.error()));
}

Result<User, LinkError> MailLinkService::verify_email(std::string_view token, const Client& client,
                                                      TimePoint now) const {
    return use(MailTokenKind::VerifyEmail, token, "confirmed", client, now,
               [&](const Opened& opened, const store::Besides& besides) {
                   return accounts_.verify_email(opened.use, besides);
               });
}

Result<User, LinkError> MailLinkService::change_email(std::string_view token, const Client& client,
                                                      TimePoint now) const {
    auto user = use(
        MailTokenKind::ChangeEmail, token, "confirmed", client, now,
        [&](const Opened& opened, store::Besides besides) {
            besides.mails.push_back(notice(MailKind::EmailChanged, opened.token.user, client, now));
            return accounts_.change_email(opened.use, besides);
        });
    // His sessions go on, but what is remembered of him tells sites the old address.
    if (user) revoker_.sessions_of_user_ended(user->id);
    return user;
}

Result<User, LinkError> MailLinkService::undo_email_change(std::string_view token,
                                                           const Client& client,
                                                           TimePoint now) const {
    auto user = use(
        MailTokenKind::UndoEmailChange, token, "undone", client, now,
        [&](const Opened& opened, store::Besides besides) {
            auto reset = notice(MailKind::ResetPassword, opened.token.user, client, now);
            reset.to = opened.token.email;
            besides.mails.push_back(std::move(reset));
            return accounts_.undo_email_change(opened.use, passwords_.hash_of_nobody(), besides);
        });
    if (user) revoker_.sessions_of_user_ended(user->id);
    return user;
}

Result<User, LinkError> MailLinkService::keep_account(std::string_view token, const Client& client,
                                                      TimePoint now) const {
    return use(MailTokenKind::KeepAccount, token, "kept", client, now,
               [&](const Opened& opened, const store::Besides& besides) {
                   return accounts_.keep_account(opened.use, besides);
               });
}

Result<User, ResetRefusal> MailLinkService::reset_password(std::string_view token,
                                                           std::string_view typed,
                                                           const Client& client,
                                                           TimePoint now) const {
    const auto opened = open(MailTokenKind::ResetPassword, token, client, now);
    if (!opened) return fail(ResetRefusal{ResetError::LinkGone});
    const User& user = opened->token.user;
    auto problems = passwords_.check_new(typed, {user.email.text(), user.display_name.text()});
    if (!problems.empty()) return fail(ResetRefusal{ResetError::BadPassword, std::move(problems)});
    const auto phc = passwords_.hash_new(typed);
    if (!phc) return fail(ResetRefusal{ResetError::Busy});

    auto besides = besides_of(opened->token, "done", client, now);
    besides.mails.push_back(notice(MailKind::PasswordChanged, user, client, now));
    if (!accounts_.reset_password(opened->use, *phc, besides))
        return fail(ResetRefusal{ResetError::LinkGone});
    sign_ins_.forget(user.email);
    revoker_.sessions_of_user_ended(user.id);
    return changed(opened->token, now);
}

}  // namespace postern::service
