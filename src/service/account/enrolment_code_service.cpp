#include "postern/service/account/enrolment_code_service.hpp"

#include <utility>

#include "postern/crypto/factor/enrolment_code.hpp"
#include "postern/crypto/token.hpp"
#include "postern/service/audit/audit_trail.hpp"
#include "postern/service/throttle/counted_attempt.hpp"
#include "service/mail/notice.hpp"

namespace postern::service {

namespace {

EnrolmentCodeRefusal because(EnrolmentCodeError error) { return {.error = error}; }

}  // namespace

EnrolmentCodeService::EnrolmentCodeService(const FactorCheck& factors,
                                           const SessionService& sessions,
                                           const SignInThrottle& throttle,
                                           const RequestThrottle& requests,
                                           store::SignInStore& sign_ins,
                                           store::AccountStore& accounts, bool mail_enabled)
    : factors_{factors},
      sessions_{sessions},
      throttle_{throttle},
      requests_{requests},
      sign_ins_{sign_ins},
      accounts_{accounts},
      mail_enabled_{mail_enabled} {}

bool EnrolmentCodeService::is_needed(const SessionWithUser& visitor, const Factors& factors,
                                     const Client& client, TimePoint now) const {
    if (!mail_enabled_ || factors.any()) return false;
    if (visitor.session.authentication.methods.has(ProofMethod::MailedCode)) return false;
    const auto device = crypto::token_hash(client.device);
    return !device ||
           !sign_ins_.is_device_known_since(visitor.user.id, *device, now - kKnownForEnrolment);
}

bool EnrolmentCodeService::is_needed(const SessionWithUser& visitor, const Client& client,
                                     TimePoint now) const {
    return mail_enabled_ && is_needed(visitor, factors_.find(visitor.user.id), client, now);
}

void EnrolmentCodeService::note(const User& user, AuditResult result, std::string_view detail,
                                const Client& client, TimePoint now) const {
    accounts_.note({audit_entry({.event = AuditEvent::EnrolmentCode,
                                 .result = result,
                                 .user = user.public_id,
                                 .detail = detail},
                                client, now)});
}

Result<void, EnrolmentCodeRefusal> EnrolmentCodeService::send(const SessionWithUser& visitor,
                                                              const Client& client,
                                                              TimePoint now) const {
    if (!is_needed(visitor, client, now)) return fail(because(EnrolmentCodeError::NotNeeded));
    const User& user = visitor.user;
    const auto admitted = requests_.admit(RequestKind::Mail, client.address, now);
    if (!admitted)
        return fail(EnrolmentCodeRefusal{EnrolmentCodeError::TooManyMails, admitted.error()});
    CountedAttempt counted{requests_, *admitted};
    accounts_.note(
        {audit_entry(
             {.event = AuditEvent::EnrolmentCode, .user = user.public_id, .detail = "asked"},
             client, now),
         {notice(MailKind::EnrolmentCode, user, client, now)}});
    counted.settle();
    return {};
}

Result<OpenedSession, EnrolmentCodeRefusal> EnrolmentCodeService::confirm(
    const SessionWithUser& visitor, std::string_view token, std::string_view typed,
    const Client& client, TimePoint now) const {
    const User& user = visitor.user;
    if (!is_needed(visitor, client, now)) return fail(because(EnrolmentCodeError::NotNeeded));
    const auto code = crypto::normalize_enrolment_code(typed);
    if (!code) return fail(because(EnrolmentCodeError::Malformed));
    const auto admitted = throttle_.admit_mailed_code(user, client, now);
    if (!admitted) return fail(refuse(user, admitted.error(), client, now));
    CountedAttempt counted{throttle_, *admitted};

    // Nothing else changes: neither the level, nor how fresh its proof is.
    Authentication proven = visitor.session.authentication;
    proven.methods.add(ProofMethod::MailedCode);
    const auto hash = crypto::hash_enrolment_code(*code, user.public_id.text());
    auto renewed = sessions_.renew(token, visitor, Proof{proven, {.mailed_code = hash}}, now);
    if (!renewed && renewed.error() == store::NotOpened::CodeUsed) {
        throttle_.fail(counted.settle(), now);
        note(user, AuditResult::Refused, "wrong_code", client, now);
        return fail(because(EnrolmentCodeError::Wrong));
    }
    if (!renewed) return fail(because(EnrolmentCodeError::SessionGone));
    throttle_.forgive(counted.settle());
    note(user, AuditResult::Ok, "confirmed", client, now);
    return std::move(*renewed);
}

EnrolmentCodeRefusal EnrolmentCodeService::refuse(const User& user, const Refused& refused,
                                                  const Client& client, TimePoint now) const {
    if (refused.should_audit)
        note(user, AuditResult::Throttled, refused.blocked ? "codes_blocked" : "too_many_codes",
             client, now);
    return {EnrolmentCodeError::TooManyAttempts, refused.retry_after, refused.blocked};
}

}  // namespace postern::service
