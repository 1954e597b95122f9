#include "postern/service/sign_in/second_factor_service.hpp"

#include <cstdlib>
#include <utility>

#include "postern/crypto/token.hpp"
#include "postern/service/audit/audit_trail.hpp"
#include "service/mail/notice.hpp"

namespace postern::service {

namespace {

/// Wrong codes of one sign-in before its user is told: somebody else may have their password.
constexpr std::uint32_t kTellAfterWrongCodes = 5;

shm::SignInOutcome outcome_of(CodeProblem problem) {
    switch (problem) {
        case CodeProblem::Malformed:
        case CodeProblem::Wrong:
        case CodeProblem::Expired:
        case CodeProblem::Gone:
            return shm::SignInOutcome::BadCode;
        case CodeProblem::TooManyAttempts:
            return shm::SignInOutcome::Throttled;
        case CodeProblem::Busy:
        case CodeProblem::Unavailable:
            return shm::SignInOutcome::Busy;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

SecondFactorService::SecondFactorService(SecondFactorStores stores, const FactorCheck& factors,
                                         const CodeCheck& codes, const PasskeyCheck& passkeys,
                                         const SessionService& sessions, const Arrival& arrival,
                                         const SignInThrottle& throttle,
                                         shm::Metrics::Writer metrics, bool mail_enabled)
    : stores_{stores},
      factors_{factors},
      codes_{codes},
      passkeys_{passkeys},
      sessions_{sessions},
      arrival_{arrival},
      throttle_{throttle},
      metrics_{metrics},
      mail_enabled_{mail_enabled} {}

std::optional<SignInStep> SecondFactorService::find_step(std::string_view token,
                                                         TimePoint now) const {
    const auto hash = crypto::token_hash(token);
    auto step = hash ? stores_.steps.find(*hash) : std::nullopt;
    return step && is_good(*step, now) ? std::move(step) : std::nullopt;
}

std::optional<WaitingSignIn> SecondFactorService::find(std::string_view token,
                                                       TimePoint now) const {
    auto step = find_step(token, now);
    if (!step) return std::nullopt;
    const auto factors = factors_.find(step->user.id);
    return WaitingSignIn{std::move(step->user), factors};
}

void SecondFactorService::cancel(std::string_view token) const {
    if (const auto hash = crypto::token_hash(token)) stores_.steps.remove(*hash);
}

Result<OpenedByCode, CodeRefusal> SecondFactorService::open(const SignInStep& step,
                                                            const TypedCode& code,
                                                            const Client& client,
                                                            TimePoint now) const {
    return codes_.spend(step.user, code, client, now, [&](store::Spending spending) {
        spending.step_token_hash = step.token_hash;
        const Proof proof{{.level = Level::Two,
                           .methods = {ProofMethod::Password, method_of(code.kind)},
                           .authenticated_at = now,
                           .factor_at = now},
                          std::move(spending)};
        return sessions_.open(step.user, proof, step.remember, client, now);
    });
}

Result<SignedIn, CodeRefusal> SecondFactorService::finish(const SecondFactorRequest& request,
                                                          const Client& client,
                                                          TimePoint now) const {
    const auto step = find_step(request.token, now);
    if (!step) return fail(CodeRefusal{.problem = CodeProblem::Gone});
    auto done = open(*step, request.code, client, now);
    if (!done) {
        metrics_.count_sign_in(outcome_of(done.error().problem));
        return fail(refuse(*step, done.error(), "wrong_code", client, now));
    }
    metrics_.count_sign_in(shm::SignInOutcome::Ok);
    const auto mail = notice_of(done->opened, request.code.kind, client, now);
    return arrival_.finish(
        std::move(done->opened), done->attempt,
        {.detail = to_text(method_of(request.code.kind)),
         .mail = mail,
         .previous_token = request.previous_token,
         // A lost factor is no time to trust.
         .trust_device = request.trust_device && request.code.kind == CodeKind::Totp},
        client, now);
}

std::optional<PasskeyQuestion> SecondFactorService::ask(std::string_view token,
                                                        TimePoint now) const {
    const auto step = find_step(token, now);
    if (!step) return std::nullopt;
    auto question = passkeys_.ask(PasskeyPurpose::SecondFactor, token, step->user.id, now);
    return question && !question->allowed.empty() ? std::move(question) : std::nullopt;
}

Result<SignedIn, CodeRefusal> SecondFactorService::finish_by_passkey(
    const PasskeySecondFactorRequest& request, const Client& client, TimePoint now) const {
    const auto step = find_step(request.token, now);
    if (!step) return fail(CodeRefusal{.problem = CodeProblem::Gone});
    const User& user = step->user;
    const auto checked =
        passkeys_.check(PasskeyPurpose::SecondFactor, request.token, user.id, request.answer, now);
    if (!checked) return fail(refuse(*step, checked.error(), client, now));
    const ProofMethod method = checked->method();
    const Proof proof{{.level = checked->level(),
                       .methods = {ProofMethod::Password, method},
                       .authenticated_at = now,
                       .factor_at = now},
                      {.step_token_hash = step->token_hash, .passkey = checked->use}};
    auto opened = sessions_.open(user, proof, step->remember, client, now);
    if (!opened && opened.error() == store::NotOpened::CodeUsed)
        return fail(refuse(*step, {PasskeyError::Refused, "used_meanwhile"}, client, now));
    if (!opened) return fail(CodeRefusal{.problem = CodeProblem::Gone});
    // Somebody who proved themselves in another way is not locked out by what others typed.
    throttle_.forget_codes(CodeKind::Totp, user.public_id);
    metrics_.count_sign_in(shm::SignInOutcome::Ok);
    return arrival_.finish(
        std::move(*opened), throttle_.uncounted(user, client),
        {.detail = checked->is_count_suspicious ? "passkey_counter" : to_text(method),
         .previous_token = request.previous_token,
         .trust_device = request.trust_device},
        client, now);
}

CodeRefusal SecondFactorService::refuse(const SignInStep& step, const PasskeyRefusal& refusal,
                                        const Client& client, TimePoint now) const {
    const CodeRefusal problem{.problem = problem_of(refusal.error)};
    metrics_.count_sign_in(outcome_of(problem.problem));
    return refuse(step, problem, refusal.reason, client, now);
}

/// `reason`: of CodeProblem::Wrong, for the audit log.
CodeRefusal SecondFactorService::refuse(const SignInStep& step, const CodeRefusal& refusal,
                                        std::string_view reason, const Client& client,
                                        TimePoint now) const {
    const auto entry = [&](AuditResult result, std::string_view detail) {
        return audit_entry({.event = AuditEvent::SignIn,
                            .result = result,
                            .user = step.user.public_id,
                            .actor = kByVisitor,
                            .detail = detail},
                           client, now);
    };
    if (refusal.should_audit)
        stores_.accounts.note(
            {entry(AuditResult::Throttled, refusal.blocked ? "codes_blocked" : "too_many_codes")});
    if (refusal.problem != CodeProblem::Wrong) return refusal;

    const auto wrong = stores_.steps.add_wrong_code(step.token_hash);
    std::vector<NewMail> mails;
    if (mail_enabled_ && (refusal.blocks || wrong == kTellAfterWrongCodes))
        mails.push_back(notice(MailKind::SecondFactorFailed, step.user, client, now));
    stores_.accounts.note({entry(AuditResult::Refused, reason), std::move(mails)});
    if (wrong < kMaxWrongCodes) return refusal;
    stores_.steps.remove(step.token_hash);
    return {.problem = CodeProblem::Gone};
}

std::optional<NewMail> SecondFactorService::notice_of(const OpenedSession& opened, CodeKind kind,
                                                      const Client& client, TimePoint now) const {
    if (kind != CodeKind::RecoveryCode) return std::nullopt;
    const User& user = opened.session.user;
    return recovery_code_notice(user, factors_.find(user.id).recovery_codes, client, now);
}

}  // namespace postern::service
