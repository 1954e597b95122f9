#include "postern/service/throttle/code_check.hpp"

#include <cstdlib>
#include <utility>

#include "postern/service/throttle/counted_attempt.hpp"

namespace postern::service {

namespace {

CodeRefusal refused(const Refused& refused) {
    return {.problem = CodeProblem::TooManyAttempts,
            .retry_after = refused.retry_after,
            .blocked = refused.blocked,
            .should_audit = refused.should_audit};
}

CodeProblem problem_of(CodeError error) {
    switch (error) {
        case CodeError::Malformed:
            return CodeProblem::Malformed;
        case CodeError::Wrong:
            return CodeProblem::Wrong;
        case CodeError::Busy:
            return CodeProblem::Busy;
        case CodeError::Unavailable:
            return CodeProblem::Unavailable;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

CodeProblem problem_of(PasskeyError error) noexcept {
    switch (error) {
        case PasskeyError::Unavailable:
            return CodeProblem::Unavailable;
        case PasskeyError::Malformed:
            return CodeProblem::Malformed;
        case PasskeyError::Expired:
            return CodeProblem::Expired;
        case PasskeyError::Refused:
            return CodeProblem::Wrong;
    }
    std::abort();  // a value outside the enum is a bug
}

CodeCheck::CodeCheck(const FactorCheck& factors, const SignInThrottle& throttle)
    : factors_{factors}, throttle_{throttle} {}

Result<store::Spending, CodeError> CodeCheck::check(const User& user, const TypedCode& typed,
                                                    TimePoint now) const {
    store::Spending spending;
    switch (typed.kind) {
        case CodeKind::Totp: {
            auto use = factors_.check_totp(user, typed.text, now);
            if (!use) return fail(use.error());
            spending.totp = std::move(*use);
            return spending;
        }
        case CodeKind::RecoveryCode: {
            const auto hash = factors_.check_recovery_code(user, typed.text);
            if (!hash) return fail(hash.error());
            spending.recovery_code = *hash;
            return spending;
        }
    }
    std::abort();  // a value outside the enum is a bug
}

Result<OpenedByCode, CodeRefusal> CodeCheck::spend(const User& user, const TypedCode& typed,
                                                   const Client& client, TimePoint now,
                                                   const Open& open) const {
    const auto admitted = throttle_.admit_code(typed.kind, user, client, now);
    if (!admitted) return fail(refused(admitted.error()));
    CountedAttempt counted{throttle_, *admitted};
    const auto wrong = [&] {
        return fail(CodeRefusal{.problem = CodeProblem::Wrong,
                                .blocks = throttle_.fail(counted.settle(), now)});
    };

    auto spending = check(user, typed, now);
    if (!spending && spending.error() == CodeError::Wrong) return wrong();
    if (!spending) return fail(CodeRefusal{.problem = problem_of(spending.error())});
    auto opened = open(std::move(*spending));
    if (!opened && opened.error() == store::NotOpened::CodeUsed) return wrong();
    if (!opened) return fail(CodeRefusal{.problem = CodeProblem::Gone});
    throttle_.forgive(counted.settle());
    // Somebody who proved themselves in another way is not locked out by what others typed.
    if (typed.kind == CodeKind::RecoveryCode)
        throttle_.forget_codes(CodeKind::Totp, user.public_id);
    return OpenedByCode{std::move(*opened), counted.attempt()};
}

}  // namespace postern::service
