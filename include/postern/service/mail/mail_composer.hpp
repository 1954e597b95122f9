/// MailComposer: turns an e-mail in the outbox into what is sent, or finds that nobody must get it.
///
/// This is where it is found out whose address somebody typed, so that no page takes longer for an
/// address that exists. The tokens of links, and codes, are made here, too: they are in the e-mail
/// and nowhere else, and each attempt to send has a new one. E-mails with a link that a stranger
/// can request are limited for each account, by the links that were made; whatever goes to an
/// address that may be a stranger's, for each such address, by a count in shared memory. Runs in
/// the courier. Throws store::StoreError.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "postern/base/entropy.hpp"
#include "postern/model/mail.hpp"
#include "postern/model/user.hpp"
#include "postern/shm/attempt_table.hpp"
#include "postern/store/account_store.hpp"
#include "postern/store/invitation_store.hpp"
#include "postern/store/user_store.hpp"

namespace postern::service {

/// What is limited for each account is counted over this time, by the links that were made: those
/// are kept for this long after they end.
inline constexpr std::chrono::hours kMailLimitWindow{1};

/// How long a code for the first second factor is good, once it is sent.
inline constexpr std::chrono::minutes kEnrolmentCodeTtl{15};

struct MailComposerSettings {
    std::chrono::seconds verification_ttl{24 * 3600};
    std::chrono::seconds reset_ttl{30 * 60};
    std::chrono::seconds undo_ttl{7 * 86400};
    std::uint32_t mails_per_account = 3;  ///< of one kind, in kMailLimitWindow
};

/// An e-mail that is ready to be written and sent.
struct ReadyMail {
    MailKind kind;
    EmailAddress to;
    std::string language;      ///< may be empty: the configured one
    std::string display_name;  ///< empty unless the address is known to be the user's
    std::string time_zone;     ///< for the times in it; empty: UTC
    TimePoint written_at;      ///< when what it tells of happened
    std::string token{};       ///< 43 characters of base64url; empty: no link that does anything
    std::string code{};        ///< to be typed: `xxxx-xxxx`; of EnrolmentCode only
    std::optional<TimePoint> token_expires_at{};  ///< of the code, too
    MailDetails details{};  ///< of AccessRequested also `account` and `name` of who asks
};

class MailComposer {
public:
    /// Every reference, and `invitations`, must outlive *this. Without `invitations` none is sent.
    MailComposer(store::UserStore& users, store::AccountStore& accounts,
                 shm::AttemptTable& attempts, Entropy& entropy, MailComposerSettings settings,
                 store::InvitationStore* invitations = nullptr);

    /// What to send; nothing when nobody must get it: no such account, an address that is
    /// confirmed already, or more of this kind than one account or address may get in an hour.
    /// Makes the token, if the e-mail needs one, valid from now on. The limit counts only the first
    /// attempt at each e-mail, or an unreachable mail server would use it up.
    std::optional<ReadyMail> prepare(const OutboxMail& mail, TimePoint now) const;

private:
    std::optional<User> find_user(const NewMail& mail) const;
    ReadyMail access_request(const NewMail& mail, const User& asking) const;
    std::optional<ReadyMail> invitation(const OutboxMail& outbox_mail, TimePoint now) const;
    bool takes_too_many(const NewMail& mail, TimePoint now) const;
    bool is_over_limit(const OutboxMail& outbox_mail, const User& user, TimePoint now) const;
    void add_token(ReadyMail& ready, MailTokenKind kind, const User& user,
                   const std::string& return_link, TimePoint now) const;
    Digest make_token(ReadyMail& ready, MailTokenKind kind, const User& user) const;
    TimePoint expiry(MailTokenKind kind, const User& user, TimePoint now) const;

    store::UserStore& users_;
    store::AccountStore& accounts_;
    shm::AttemptTable& attempts_;
    Entropy& entropy_;
    MailComposerSettings settings_;
    store::InvitationStore* invitations_;
};

}  // namespace postern::service
