/// CodeCheck: lets a code open a session, and counts those that do not.
///
/// What is counted belongs to the account, never to the sign-in under way: many sign-ins don't give
/// more guesses. Codes of an app and recovery codes are counted apart, and apart from passwords.
/// Throws store::StoreError; that costs nobody an attempt.
#pragma once

#include <chrono>
#include <functional>
#include <string_view>

#include "postern/base/result.hpp"
#include "postern/service/factor/factor_check.hpp"
#include "postern/service/factor/passkey_check.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/service/throttle/sign_in_throttle.hpp"

namespace postern::service {

/// A code as typed.
struct TypedCode {
    CodeKind kind;
    std::string_view text;
};

enum class CodeProblem {
    Malformed,        ///< cannot be a code: nothing was compared, nothing counts as an attempt
    Wrong,            ///< wrong, used before, or the user has no such factor
    TooManyAttempts,  ///< nothing was compared; see retry_after and blocked
    Busy,             ///< no hashing slot: nothing was compared, nothing counts as an attempt
    Unavailable,      ///< the server cannot check it; nothing counts as an attempt
    Expired,          ///< of a passkey: PasskeyError::Expired
    Gone,             ///< what the code was for has ended meanwhile; nothing was spent
};

/// What is wrong with a passkey's answer, as of a code.
CodeProblem problem_of(PasskeyError error) noexcept;

struct CodeRefusal {
    CodeProblem problem;
    std::chrono::seconds retry_after{0};  ///< of TooManyAttempts
    bool blocked = false;                 ///< of TooManyAttempts: waiting does not help
    bool should_audit = false;            ///< of TooManyAttempts: the first in a minute
    bool blocks = false;                  ///< of Wrong: no code of this kind is accepted any more
};

/// A session that a code has opened.
struct OpenedByCode {
    OpenedSession opened;
    SignInThrottle::Attempt attempt;
};

class CodeCheck {
public:
    /// Every reference must outlive *this.
    CodeCheck(const FactorCheck& factors, const SignInThrottle& throttle);

    using Open = std::function<Result<OpenedSession, store::NotOpened>(store::Spending)>;

    /// Checks the code and calls `open` with what spends it. A success clears what was counted.
    Result<OpenedByCode, CodeRefusal> spend(const User& user, const TypedCode& typed,
                                            const Client& client, TimePoint now,
                                            const Open& open) const;

private:
    Result<store::Spending, CodeError> check(const User& user, const TypedCode& typed,
                                             TimePoint now) const;

    const FactorCheck& factors_;
    const SignInThrottle& throttle_;
};

}  // namespace postern::service
