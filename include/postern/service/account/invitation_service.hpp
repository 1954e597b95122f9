/// InvitationService: invites people by e-mail, and lets them in.
///
/// An invitation is for one address and can be used once. The person who has it gets an account,
/// also while registration is closed; with an account of that address they get only the groups and
/// roles, and sign in first. Nobody gives what they do not have: it is looked at when somebody is
/// invited, and again when the invitation is used. Every change is audited. Throws
/// store::StoreError.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/entropy.hpp"
#include "postern/base/result.hpp"
#include "postern/model/actor.hpp"
#include "postern/model/invitation.hpp"
#include "postern/service/access/grant_service.hpp"
#include "postern/service/account/registration_service.hpp"
#include "postern/service/session/revoker.hpp"
#include "postern/store/group_store.hpp"
#include "postern/store/invitation_store.hpp"
#include "postern/store/user_store.hpp"

namespace postern::service {

enum class InviteError {
    NoMail,  ///< this server sends no e-mails; alone
    BadEmail,
    BadDisplayName,
    BadLanguage,
    NoSuchGroup,  ///< see InviteRefusal::names, as of the next two
    NoSuchRole,
    NotAllowed,      ///< the administrator does not have what they want to give
    TooMany,         ///< groups or roles
    NothingToGive,   ///< the address has an account; alone
    AlreadyInvited,  ///< the address has an open invitation; alone
};

struct InviteRefusal {
    std::vector<InviteError> errors;
    std::vector<std::string> names{};  ///< that are to blame: `group staff`, `role editor`
};

enum class ResendOutcome {
    Sent,
    Gone,        ///< or used
    NotAllowed,  ///< it gives what the administrator does not have
};

/// Whom to invite, as typed.
struct Invite {
    std::string_view email;
    std::string_view display_name{};  ///< a suggestion; may be empty
    std::string_view language{};      ///< of the e-mail; empty: the configured one
    std::vector<std::string> groups{};
    std::vector<std::string> roles{};
};

/// Part of a list, as Part.
struct InvitationList {
    std::vector<Invitation> items{};
    std::vector<std::string> damaged{};
    std::string next{};
    bool restarted = false;
};

/// What somebody sees of their invitation.
struct InvitationPreview {
    Invitation invitation;
    bool has_account = false;  ///< the address has one: sign in with it, then accept
};

/// What somebody without an account types.
struct Acceptance {
    std::string_view token;
    std::string_view display_name;
    std::string_view password;
    std::string_view time_zone{};  ///< as in Registration, and so the next two
    std::string_view accepted_terms{};
    ProfileValues profile{};
};

struct AcceptRefusal {
    enum class Why {
        Gone,        ///< used, expired, withdrawn, or never there: nobody is told which
        HasAccount,  ///< the address has one: sign in first
        NotYours,    ///< it is for another address than that of who is signed in
        Mistaken,    ///< see mistakes: BadDisplayName, BadPassword, Busy and those of the duties
    };
    Why why;
    RegistrationRefusal mistakes{};
};

struct InvitationSettings {
    bool mail_enabled = false;
    std::chrono::seconds lifetime{7 * 86400};
    std::vector<std::string> languages{"en", "de"};  ///< that there are e-mails in
};

struct InvitationStores {
    store::InvitationStore& invitations;
    store::AccountStore& accounts;
    store::UserStore& users;
    store::GroupStore& groups;
};

class InvitationService {
public:
    /// Every reference must outlive *this.
    InvitationService(InvitationStores stores, const GrantService& grants,
                      const PasswordService& passwords, const DutyService& duties, Revoker& revoker,
                      Entropy& entropy, InvitationSettings settings);

    static constexpr std::size_t kMostInPart = 100;

    // For administrators. `actor`: one who is signed in can give what they have; one at the command
    // line of a host can give everything.

    Result<Invitation, InviteRefusal> invite(const Invite& invite, const Actor& actor,
                                             TimePoint now) const;
    /// Sends it again, for as long as a new one is good; earlier links are good no more. Of one
    /// address few are sent in an hour.
    ResendOutcome resend(const PublicId& id, const Actor& actor, TimePoint now) const;
    /// False: it is gone or used.
    bool withdraw(const PublicId& id, const Actor& actor, TimePoint now) const;
    std::optional<Invitation> find(const PublicId& id) const;
    /// Newest first; used and expired ones are kept for a while. At most `limit` (1 to
    /// kMostInPart).
    InvitationList list(std::string_view cursor, std::size_t limit) const;
    bool can_send() const noexcept { return settings_.mail_enabled; }
    std::chrono::seconds lifetime() const noexcept { return settings_.lifetime; }

    // For the person with the link.

    /// For GET: changes nothing. Nothing: the link is good for nothing.
    std::optional<InvitationPreview> look_at(std::string_view token, TimePoint now) const;
    /// Makes the account; the address counts as confirmed, and nobody has to approve it. Nobody is
    /// signed in. One hash of CPU.
    Result<User, AcceptRefusal> accept(const Acceptance& typed, const Client& client,
                                       TimePoint now) const;
    /// Gives the groups and roles to who is signed in, if the invitation is for their address.
    Result<void, AcceptRefusal> accept_as(const User& user, std::string_view token,
                                          const Client& client, TimePoint now) const;

private:
    struct Opened;
    std::optional<Opened> open(std::string_view token, TimePoint now) const;
    /// What the actor may not give: `group staff`.
    std::vector<std::string> forbidden(std::string_view actor,
                                       const std::vector<std::string>& groups,
                                       const std::vector<std::string>& roles, TimePoint now) const;
    std::vector<std::string> unknown_groups(const std::vector<std::string>& names) const;
    std::vector<std::string> unknown_roles(const std::vector<std::string>& names) const;
    store::InvitationUse use_of(const Opened& opened, const PublicId& user, const Client& client,
                                TimePoint now) const;
    NewMail mail_of(const Invitation& invitation, TimePoint now) const;

    InvitationStores stores_;
    const GrantService& grants_;
    const PasswordService& passwords_;
    const DutyService& duties_;
    Revoker& revoker_;
    Entropy& entropy_;
    InvitationSettings settings_;
};

}  // namespace postern::service
