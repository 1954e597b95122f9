/// MailLinkService: what people do by links in e-mails, and what sends them such a link.
///
/// Asking for a link takes the same work whether or not an account exists: it only puts an e-mail
/// into the outbox, and the courier looks up the address later. Looking at a link changes nothing;
/// using it does so once. Throws store::StoreError.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/model/mail.hpp"
#include "postern/service/audit/client.hpp"
#include "postern/service/password/password_problem.hpp"
#include "postern/service/password/password_service.hpp"
#include "postern/service/session/revoker.hpp"
#include "postern/service/throttle/request_throttle.hpp"
#include "postern/service/throttle/sign_in_throttle.hpp"
#include "postern/store/account_store.hpp"

namespace postern::service {

/// Why a link does not do what it says.
enum class LinkError {
    Gone,        ///< never made, used, expired or revoked: the answer does not tell which
    EmailTaken,  ///< another account has the address meanwhile
};

struct OpenedLink;

enum class AskError {
    BadEmail,  ///< that is no e-mail address and no username
    TooMany,   ///< see `retry_after`
};
struct AskRefusal {
    AskError error;
    std::chrono::seconds retry_after{0};
};

enum class ResetError { LinkGone, BadPassword, Busy };
struct ResetRefusal {
    ResetError error;
    std::vector<PasswordProblem> problems{};  ///< of BadPassword
};

/// What a page that was opened by a link shows.
struct LinkPreview {
    User user;
    EmailAddress email;         ///< where the mail went: of ChangeEmail, the new address
    std::string return_link{};  ///< where to go then; was allowed when the mail was asked for
};

class MailLinkService {
public:
    /// Every reference must outlive *this. `factor_reset_delay`: 0 turns the reset off.
    MailLinkService(store::AccountStore& accounts, const PasswordService& passwords,
                    const RequestThrottle& requests, const SignInThrottle& sign_ins,
                    Revoker& revoker, std::chrono::seconds factor_reset_delay);

    /// Asks for an e-mail: VerifyEmail, ResetPassword or DeletionScheduled (whose link keeps the
    /// account). `email`: or the username. `return_link` is where the visitor goes then: allowed,
    /// or empty. One round trip, whether or not a user has the address.
    Result<void, AskRefusal> ask(MailKind kind, std::string_view email, const Client& client,
                                 TimePoint now, std::string_view return_link = {}) const;

    /// For GET: whom the link is for; nothing when it would be refused.
    std::optional<LinkPreview> look_at(MailTokenKind kind, std::string_view token,
                                       TimePoint now) const;

    Result<User, LinkError> verify_email(std::string_view token, const Client& client,
                                         TimePoint now) const;
    Result<User, LinkError> change_email(std::string_view token, const Client& client,
                                         TimePoint now) const;
    /// Puts the old address back. The person who changed it knows the password: it is removed, all
    /// sessions end, and a link to a new one goes to the old address.
    Result<User, LinkError> undo_email_change(std::string_view token, const Client& client,
                                              TimePoint now) const;
    Result<User, LinkError> keep_account(std::string_view token, const Client& client,
                                         TimePoint now) const;

    /// Begins to reset lost second factors: they go after the delay.
    Result<User, LinkError> reset_factors(std::string_view token, const Client& client,
                                          TimePoint now) const;
    /// Cancels that.
    Result<User, LinkError> keep_factors(std::string_view token, const Client& client,
                                         TimePoint now) const;

    /// Gives the account a new password and ends all its sessions. Nobody is signed in by it. The
    /// link is still good after BadPassword and Busy. One hash of CPU.
    Result<User, ResetRefusal> reset_password(std::string_view token, std::string_view typed,
                                              const Client& client, TimePoint now) const;

private:
    std::optional<OpenedLink> find(MailTokenKind kind, std::string_view token) const;
    /// What is found and good. What is found and not good leaves an entry in the audit log.
    std::optional<OpenedLink> open(MailTokenKind kind, std::string_view token, const Client& client,
                                   TimePoint now) const;
    /// Opens the link and applies `change_by(link)`.
    template <class Change>
    Result<User, LinkError> use(MailTokenKind kind, std::string_view token, const Client& client,
                                TimePoint now, Change change_by) const;
    void note_refusal(const MailToken& token, std::string_view detail, const Client& client,
                      TimePoint now) const;

    store::AccountStore& accounts_;
    const PasswordService& passwords_;
    const RequestThrottle& requests_;
    const SignInThrottle& sign_ins_;
    Revoker& revoker_;
    std::chrono::seconds factor_reset_delay_;
};

}  // namespace postern::service
