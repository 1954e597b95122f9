#include "postern/service/login_service.hpp"

#include <cstdlib>
#include <utility>

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

    std::string checked = found->password_hash;
    if (auto fresh = passwords_.rehash_if_needed(login.password, checked))
        if (users_.set_password_hash(found->user.id, *fresh, now, checked))
            checked = std::move(*fresh);
    auto opened = sessions_.open(found->user, login.remember, client, now);
    if (!opened) return fail(LoginError::AccountDisabled);  // switched off in between
    if (const auto error = recheck(*email, login.password, checked)) {
        sessions_.end(opened->token.reveal());
        return fail(*error);
    }
    // Only now: a failed sign-in must not cost the visitor the session that he has.
    sessions_.end(login.previous_token);
    return std::move(*opened);
}

/// Asked once the session is stored: a password that changes later ends the session itself.
std::optional<LoginError> LoginService::recheck(const EmailAddress& email,
                                                std::string_view password,
                                                std::string_view checked) const {
    const auto current = users_.find_by_email(email);
    if (!current) return LoginError::BadCredentials;
    if (current->password_hash == checked) return std::nullopt;
    switch (passwords_.verify(password, current->password_hash)) {
        case Verdict::Right:  // another sign-in replaced the hash by one of the present cost
            return std::nullopt;
        case Verdict::Wrong:
            return LoginError::BadCredentials;
        case Verdict::Busy:
            return LoginError::Busy;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern::service
