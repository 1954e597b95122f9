/// InvitationStore: invitations, from the e-mail to their use. Storage only: what an invitation may
/// give, and to whom, is decided above. Throws StoreError.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "postern/base/bytes.hpp"
#include "postern/base/result.hpp"
#include "postern/model/group.hpp"
#include "postern/model/invitation.hpp"
#include "postern/store/account_change.hpp"
#include "postern/store/user_store.hpp"

namespace postern::store {

/// A group or a role that the person who uses an invitation gets for good.
struct InvitedGift {
    enum class Kind { Group, Role };
    Kind kind;
    std::string name;
    PublicId grant;       ///< of a role: the id that its grant gets
    AuditEntry given;     ///< written when they get it
    AuditEntry left_out;  ///< written when it is gone, or they would have too many
};

/// What is written when an invitation is used, all or nothing.
struct InvitationUse {
    Digest token_hash;
    TimePoint now;
    EmailAddress email;                ///< must be the invitation's
    std::string given_by;              ///< an Actor's name
    std::vector<InvitedGift> gifts{};  ///< in the order in which they are given
    SideEffects effects;
};

enum class InvitationUseError {
    Gone,        ///< used, expired, withdrawn, or for another address
    EmailTaken,  ///< a user has the address meanwhile
    NoSuchUser,
};

/// Invitations, newest first.
struct InvitationPart {
    std::vector<Invitation> found{};
    std::vector<std::string> damaged{};  ///< `invitation 17`
    std::uint64_t last = 0;              ///< where to go on; 0: the list ends here
};

class InvitationStore {
public:
    virtual ~InvitationStore() = default;

    /// False, and nothing is written, when the address has an open invitation.
    virtual bool add(const Invitation& invitation, const SideEffects& effects) = 0;
    /// Open again from now on until then; earlier links are good no more. False, and nothing is
    /// written, when it is gone or used.
    virtual bool renew(const PublicId& id, TimePoint expires_at, const SideEffects& effects) = 0;
    /// With its links. False when it is gone or used.
    virtual bool remove(const PublicId& id, const AuditEntry& audit) = 0;

    virtual std::optional<Invitation> find(const PublicId& id) = 0;
    /// By one of its links; used or expired ones, too.
    virtual std::optional<Invitation> find_by_link(const Digest& token_hash) = 0;
    /// Those with keys below `before` (0: from the newest), at most `limit` > 0.
    virtual InvitationPart list(std::uint64_t before, std::size_t limit) = 0;

    /// One more link, beside those that it has: e-mails that were sent twice both work. False when
    /// it is not open any more.
    virtual bool add_link(const PublicId& id, const Digest& token_hash, TimePoint now) = 0;

    /// Makes the user and gives them what they were invited to. Of uses that come at the same
    /// moment one succeeds.
    virtual Result<User, InvitationUseError> use_for_new_user(const InvitationUse& use,
                                                              const NewUser& user) = 0;
    /// Gives it to a user that there is.
    virtual Result<void, InvitationUseError> use_for_user(const InvitationUse& use,
                                                          const User& user) = 0;

    /// At most `limit` that were used, or expired, before then; returns how many went.
    virtual std::size_t remove_old(TimePoint before, std::size_t limit) = 0;
};

}  // namespace postern::store
