#include "postern/service/sign_in/lost_factor_service.hpp"

#include "postern/crypto/token.hpp"
#include "postern/service/audit/audit_trail.hpp"
#include "postern/service/throttle/counted_attempt.hpp"
#include "service/mail/notice.hpp"

namespace postern::service {

namespace {

LostFactorRefusal because(LostFactorError error) { return {.error = error}; }

}  // namespace

LostFactorService::LostFactorService(store::SignInStepStore& steps, store::AccountStore& accounts,
                                     const RequestThrottle& requests, bool mail_enabled,
                                     std::chrono::seconds delay)
    : steps_{steps},
      accounts_{accounts},
      requests_{requests},
      mail_enabled_{mail_enabled},
      delay_{delay} {}

Result<void, LostFactorRefusal> LostFactorService::ask(std::string_view token, const Client& client,
                                                       TimePoint now) const {
    if (!is_available()) return fail(because(LostFactorError::Off));
    const auto hash = crypto::token_hash(token);
    const auto step = hash ? steps_.find(*hash) : std::nullopt;
    if (!step || !is_good(*step, now)) return fail(because(LostFactorError::Gone));
    const User& user = step->user;
    if (!user.email_verified_at) return fail(because(LostFactorError::Off));
    const auto admitted = requests_.admit(RequestKind::Mail, client.address, now);
    if (!admitted) return fail(LostFactorRefusal{LostFactorError::TooMany, admitted.error()});
    CountedAttempt counted{requests_, *admitted};
    accounts_.note({audit_entry({.event = AuditEvent::FactorsReset,
                                 .user = user.public_id,
                                 .actor = kByVisitor,
                                 .detail = "asked"},
                                client, now),
                    {notice(MailKind::FactorResetAsked, user, client, now)}});
    counted.settle();
    return {};
}

}  // namespace postern::service
