/// mail_token: what is stored of a link in an e-mail, and whether it is still valid.
///
/// The rule is one pure function, used before a page is shown and again inside the transaction that
/// uses the link up.
#pragma once

#include "postern/model/mail.hpp"
#include "postern/model/user.hpp"

namespace postern {

struct NewMailToken {
    MailTokenKind kind;
    UserId user_id;
    Digest token_hash;   ///< SHA-256 of the token's text; of a code, crypto::hash_enrolment_code()
    EmailAddress email;  ///< where the mail goes
    TimePoint
        created_at;  ///< of the mail that carries it: of what caused it, however late it is sent
    TimePoint expires_at;
    std::string return_link{};  ///< as in NewMail
    bool ends_earlier = false;  ///< those of this kind that the user has are not good any more
};

/// A token with whom it is for.
struct MailToken {
    MailTokenKind kind;
    User user;
    EmailAddress email;    ///< where the mail went
    TimePoint created_at;  ///< as in NewMailToken
    TimePoint expires_at;
    TimePoint password_changed_at;  ///< of the user
    std::string return_link{};      ///< as in NewMail; who follows it asks the sites again
};

/// Whether the link may be used at `now`. Each kind is bound to the state of the account in which
/// it was asked for, so that an e-mail that is sent late never brings back a revoked link: a link
/// to a new password or to another address, and a code, end with the password; all but those that
/// change the address end with the address; one that undoes a change of address ends with that
/// change. Nothing is good for a disabled account.
bool is_good(const MailToken& token, TimePoint now) noexcept;

}  // namespace postern
