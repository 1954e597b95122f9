/// SecondFactorService: the step between the right password and the session.
///
/// The token of a waiting sign-in says that somebody typed the right password a moment ago, and
/// nothing more: it opens no page and no site. Throws store::StoreError.
#pragma once

#include <optional>
#include <string_view>

#include "postern/base/result.hpp"
#include "postern/service/factor/passkey_check.hpp"
#include "postern/service/sign_in/arrival.hpp"
#include "postern/service/throttle/code_check.hpp"
#include "postern/shm/metrics.hpp"
#include "postern/store/account_store.hpp"
#include "postern/store/sign_in_step_store.hpp"

namespace postern::service {

/// So many wrong codes end a sign-in: the password is asked for again.
inline constexpr std::uint32_t kMaxWrongCodes = 10;

/// A sign-in that waits for its second factor, and what can be shown for it.
struct WaitingSignIn {
    User user;
    Factors factors;
};

struct SecondFactorStores {
    store::SignInStepStore& steps;
    store::AccountStore& accounts;
};

struct PasskeySecondFactorRequest {
    std::string_view token;  ///< of the waiting sign-in
    const crypto::AssertionResponse& answer;
    std::string_view previous_token{};  ///< as in SecondFactorRequest
    bool trust_device = false;          ///< as in SecondFactorRequest
};

struct SecondFactorRequest {
    std::string_view token;  ///< of the waiting sign-in
    TypedCode code;
    std::string_view previous_token{};  ///< of the session cookie that was sent; that session ends
    bool trust_device = false;          ///< no second factor is asked for here for a while
};

class SecondFactorService {
public:
    /// Every reference must outlive *this.
    SecondFactorService(SecondFactorStores stores, const FactorCheck& factors,
                        const CodeCheck& codes, const PasskeyCheck& passkeys,
                        const SessionService& sessions, const Arrival& arrival,
                        const SignInThrottle& throttle, shm::Metrics::Writer metrics,
                        bool mail_enabled);

    /// Nothing when none waits under this token: never did, took too long, or was ended by what
    /// ends sessions.
    std::optional<WaitingSignIn> find(std::string_view token, TimePoint now) const;

    /// Opens the session and uses the waiting sign-in up: of parallel calls one wins.
    /// CodeProblem::Gone: none waits any more.
    Result<SignedIn, CodeRefusal> finish(const SecondFactorRequest& request, const Client& client,
                                         TimePoint now) const;

    /// What the passkeys and security keys of the user of this waiting sign-in are asked. Nothing
    /// when none waits, they have none, or passkeys are not available.
    std::optional<PasskeyQuestion> ask(std::string_view token, TimePoint now) const;

    /// The same as finish() by what ask() asked for.
    Result<SignedIn, CodeRefusal> finish_by_passkey(const PasskeySecondFactorRequest& request,
                                                    const Client& client, TimePoint now) const;

    bool can_trust_devices() const noexcept { return arrival_.can_trust_devices(); }

    /// The visitor starts again.
    void cancel(std::string_view token) const;

private:
    std::optional<SignInStep> find_step(std::string_view token, TimePoint now) const;
    Result<OpenedByCode, CodeRefusal> open(const SignInStep& step, const TypedCode& code,
                                           const Client& client, TimePoint now) const;
    CodeRefusal refuse(const SignInStep& step, const CodeRefusal& refusal, std::string_view reason,
                       const Client& client, TimePoint now) const;
    CodeRefusal refuse(const SignInStep& step, const PasskeyRefusal& refusal, const Client& client,
                       TimePoint now) const;
    std::optional<NewMail> notice_of(const OpenedSession& opened, CodeKind kind,
                                     const Client& client, TimePoint now) const;

    SecondFactorStores stores_;
    const FactorCheck& factors_;
    const CodeCheck& codes_;
    const PasskeyCheck& passkeys_;
    const SessionService& sessions_;
    const Arrival& arrival_;
    const SignInThrottle& throttle_;
    shm::Metrics::Writer metrics_;
    bool mail_enabled_;
};

}  // namespace postern::service
