#include "postern/service/login_service.hpp"

#include <cstdlib>

namespace postern::service {

LoginService::LoginService(store::UserStore& users, const PasswordService& passwords,
                           const SessionService& sessions, shm::Metrics::Writer metrics)
    : users_{users}, passwords_{passwords}, sessions_{sessions}, metrics_{metrics} {}

namespace {

shm::SignInOutcome outcome_of(LoginError error) {
    switch (error) {
        case LoginError::BadCredentials:
            return shm::SignInOutcome::BadCredentials;
        case LoginError::AccountDisabled:
            return shm::SignInOutcome::Disabled;
        case LoginError::Busy:
            return shm::SignInOutcome::Busy;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

Result<OpenedSession, LoginError> LoginService::log_in(const Login& login, const Client& client,
                                                       TimePoint now) const {
    auto result = decide(login, client, now);
    metrics_.count_sign_in(result ? shm::SignInOutcome::Ok : outcome_of(result.error()));
    return result;
}

Result<OpenedSession, LoginError> LoginService::decide(const Login& login, const Client& client,
                                                       TimePoint now) const {
    const auto email = EmailAddress::parse(login.email);
    const auto found = email ? users_.find_by_email(*email) : std::nullopt;

    // An unknown address is verified against a decoy, so that it costs what a known one costs.
    const auto phc = found ? std::optional<std::string_view>{found->password_hash} : std::nullopt;
    switch (passwords_.verify(login.password, phc)) {
        case Verdict::Busy:
            return fail(LoginError::Busy);
        case Verdict::Wrong:
            return fail(LoginError::BadCredentials);
        case Verdict::Right:
            break;
    }
    if (found->user.disabled) return fail(LoginError::AccountDisabled);

    if (const auto fresh = passwords_.rehash_if_needed(login.password, found->password_hash))
        users_.set_password_hash(found->user.id, *fresh, now, found->password_hash);
    auto opened = sessions_.open(found->user, login.remember, client, now);
    if (!opened) return fail(LoginError::AccountDisabled);  // switched off in between
    // Only now: a failed sign-in must not cost the visitor the session that he has.
    sessions_.end(login.previous_token);
    return std::move(*opened);
}

}  // namespace postern::service
