#include "postern/service/account/step_up_service.hpp"

#include <cstdlib>
#include <utility>

#include "postern/service/audit/audit_trail.hpp"
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
        case CodeProblem::Gone:
            return StepUpError::SessionGone;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

StepUpService::StepUpService(const AccountService& account, const FactorCheck& factors,
                             const CodeCheck& codes, const SessionService& sessions,
                             store::AccountStore& accounts, bool mail_enabled)
    : account_{account},
      factors_{factors},
      codes_{codes},
      sessions_{sessions},
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
        Authentication proven = visitor.session.authentication;
        if (proven.level == Level::One) proven.level = Level::Two;
        proven.methods.add(method);
        proven.authenticated_at = now;
        proven.factor_at = now;
        return sessions_.renew(token, visitor, Proof{proven, std::move(spending)}, now);
    });
    if (!done) return fail(refuse(user, done.error(), client, now));
    std::vector<NewMail> mails;
    if (code.kind == CodeKind::RecoveryCode)
        mails.push_back(
            recovery_code_notice(user, factors_.find(user.id).recovery_codes, client, now));
    note(user, to_text(method), std::move(mails), client, now);
    return std::move(done->opened);
}

StepUpRefusal StepUpService::refuse(const User& user, const CodeRefusal& refusal,
                                    const Client& client, TimePoint now) const {
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
        accounts_.note({entry(AuditResult::Refused, "wrong_code"), std::move(mails)});
    }
    return {error_of(refusal.problem), refusal.retry_after, refusal.blocked};
}

}  // namespace postern::service
