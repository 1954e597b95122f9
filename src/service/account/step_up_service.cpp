#include "postern/service/account/step_up_service.hpp"

#include <cstdlib>
#include <utility>

#include "postern/service/audit/audit_trail.hpp"
#include "service/account/session_proof.hpp"
#include "service/mail/notice.hpp"

namespace postern::service {

namespace {

StepUpRefusal refusal_of(const AccountRefusal& refused) {
    using enum AccountError;
    switch (refused.error) {
        case WrongPassword:
            return {StepUpError::WrongPassword};
        case TooManyAttempts:
            return {StepUpError::TooManyAttempts, refused.retry_after, refused.blocked};
        case Busy:
            return {StepUpError::Busy};
        case BadPassword:
        case SamePassword:
        case BadEmail:
        case SameEmail:
        case BadDisplayName:
        case BadLanguage:
        case BadTimeZone:
        case ChangedMeanwhile:
        case LastAdministrator:
        case BadUsername:
        case UsernameReserved:
        case UsernameTaken:
        case UsernameFixed:
        case TooManyUsernames:
        case BadGivenName:
        case BadFamilyName:
            return {StepUpError::SessionGone};
        case StepUpRequired:
            return {StepUpError::NeedsFactor};
    }
    std::abort();  // a value outside the enum is a bug
}

StepUpError error_of(CodeProblem problem) {
    switch (problem) {
        case CodeProblem::Malformed:
            return StepUpError::MalformedCode;
        case CodeProblem::Wrong:
            return StepUpError::WrongCode;
        case CodeProblem::TooManyAttempts:
            return StepUpError::TooManyAttempts;
        case CodeProblem::Busy:
            return StepUpError::Busy;
        case CodeProblem::Unavailable:
            return StepUpError::Unavailable;
        case CodeProblem::Expired:
            return StepUpError::Expired;
        case CodeProblem::Gone:
            return StepUpError::SessionGone;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

StepUpService::StepUpService(const AccountService& account, const FactorCheck& factors,
                             const CodeCheck& codes, const PasskeyCheck& passkeys,
                             const SessionService& sessions, const SignInThrottle& throttle,
                             store::AccountStore& accounts, bool mail_enabled)
    : account_{account},
      factors_{factors},
      codes_{codes},
      passkeys_{passkeys},
      sessions_{sessions},
      throttle_{throttle},
      accounts_{accounts},
      mail_enabled_{mail_enabled} {}

void StepUpService::note(const User& user, std::string_view detail, std::vector<NewMail> mails,
                         const Client& client, TimePoint now) const {
    accounts_.note(
        {audit_entry({.event = AuditEvent::StepUp, .user = user.public_id, .detail = detail},
                     client, now),
         mail_enabled_ ? std::move(mails) : std::vector<NewMail>{}});
}

Result<OpenedSession, StepUpRefusal> StepUpService::by_password(const SessionWithUser& visitor,
                                                                std::string_view token,
                                                                std::string_view password,
                                                                const Client& client,
                                                                TimePoint now) const {
    if (factors_.find(visitor.user.id).any()) return fail(StepUpRefusal{StepUpError::NeedsFactor});
    // What is fresh must not make itself fresher.
    if (password.empty()) return fail(StepUpRefusal{StepUpError::WrongPassword});
    const auto confirmed =
        account_.confirm_password(AuditEvent::StepUp, visitor, password, client, now);
    if (!confirmed) return fail(refusal_of(confirmed.error()));
    Authentication proven = visitor.session.authentication;
    proven.methods.add(ProofMethod::Password);
    proven.authenticated_at = now;
    auto renewed = sessions_.renew(token, visitor, Proof{proven}, now);
    if (!renewed) return fail(StepUpRefusal{StepUpError::SessionGone});
    note(visitor.user, to_text(ProofMethod::Password), {}, client, now);
    return std::move(*renewed);
}

Result<OpenedSession, StepUpRefusal> StepUpService::by_code(const SessionWithUser& visitor,
                                                            std::string_view token,
                                                            const TypedCode& code,
                                                            const Client& client,
                                                            TimePoint now) const {
    const User& user = visitor.user;
    const ProofMethod method = method_of(code.kind);
    auto done = codes_.spend(user, code, client, now, [&](store::Spending spending) {
        const auto proven = proven_now(visitor.session, Level::Two, method, now);
        return sessions_.renew(token, visitor, Proof{proven, std::move(spending)}, now);
    });
    if (!done) return fail(refuse(user, done.error(), "wrong_code", client, now));
    std::vector<NewMail> mails;
    if (code.kind == CodeKind::RecoveryCode)
        mails.push_back(
            recovery_code_notice(user, factors_.find(user.id).recovery_codes, client, now));
    note(user, to_text(method), std::move(mails), client, now);
    return std::move(done->opened);
}

std::optional<PasskeyQuestion> StepUpService::ask(const SessionWithUser& visitor,
                                                  std::string_view token, TimePoint now) const {
    auto question = passkeys_.ask(PasskeyPurpose::StepUp, token, visitor.user.id, now);
    return question && !question->allowed.empty() ? std::move(question) : std::nullopt;
}

Result<OpenedSession, StepUpRefusal> StepUpService::by_passkey(
    const SessionWithUser& visitor, std::string_view token, const crypto::AssertionResponse& answer,
    const Client& client, TimePoint now) const {
    const User& user = visitor.user;
    const auto refused = [&](const PasskeyRefusal& refusal) {
        return fail(
            refuse(user, {.problem = problem_of(refusal.error)}, refusal.reason, client, now));
    };
    const auto checked = passkeys_.check(PasskeyPurpose::StepUp, token, user.id, answer, now);
    if (!checked) return refused(checked.error());
    const auto proven = proven_now(visitor.session, checked->level(), checked->method(), now);
    auto renewed = sessions_.renew(token, visitor, Proof{proven, {.passkey = checked->use}}, now);
    if (!renewed && renewed.error() == store::NotOpened::CodeUsed)
        return refused({PasskeyError::Refused, "used_meanwhile"});
    if (!renewed) return fail(StepUpRefusal{StepUpError::SessionGone});
    throttle_.forget_codes(CodeKind::Totp, user.public_id);
    note(user, checked->is_count_suspicious ? "passkey_counter" : to_text(checked->method()), {},
         client, now);
    return std::move(*renewed);
}

StepUpRefusal StepUpService::refuse(const User& user, const CodeRefusal& refusal,
                                    std::string_view reason, const Client& client,
                                    TimePoint now) const {
    const auto entry = [&](AuditResult result, std::string_view detail) {
        return audit_entry({.event = AuditEvent::StepUp,
                            .result = result,
                            .user = user.public_id,
                            .detail = detail},
                           client, now);
    };
    if (refusal.should_audit)
        accounts_.note(
            {entry(AuditResult::Throttled, refusal.blocked ? "codes_blocked" : "too_many_codes")});
    if (refusal.problem == CodeProblem::Wrong) {
        std::vector<NewMail> mails;
        if (mail_enabled_ && refusal.blocks)
            mails.push_back(notice(MailKind::SecondFactorFailed, user, client, now));
        accounts_.note({entry(AuditResult::Refused, reason), std::move(mails)});
    }
    return {error_of(refusal.problem), refusal.retry_after, refusal.blocked};
}

}  // namespace postern::service
