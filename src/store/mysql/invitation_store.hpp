/// invitation_store: InvitationStore and ApprovalStore over MySQL.
#pragma once

#include "postern/store/approval_store.hpp"
#include "postern/store/invitation_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlInvitationStore final : public InvitationStore {
public:
    explicit MysqlInvitationStore(Connection& connection) : connection_{connection} {}

    bool add(const Invitation& invitation, const SideEffects& effects) override;
    bool renew(const PublicId& id, TimePoint expires_at, const SideEffects& effects) override;
    bool remove(const PublicId& id, const AuditEntry& audit) override;
    std::optional<Invitation> find(const PublicId& id) override;
    std::optional<Invitation> find_by_link(const Digest& token_hash) override;
    InvitationPart list(std::uint64_t before, std::size_t limit) override;
    bool add_link(const PublicId& id, const Digest& token_hash, TimePoint now) override;
    Result<User, InvitationUseError> use_for_new_user(const InvitationUse& use,
                                                      const NewUser& user) override;
    Result<void, InvitationUseError> use_for_user(const InvitationUse& use,
                                                  const User& user) override;
    std::size_t remove_old(TimePoint before, std::size_t limit) override;

private:
    void write(const SideEffects& effects);
    /// Its key, where it is open and for this address. Locks it until the end.
    std::optional<std::uint64_t> lock(const InvitationUse& use);
    void finish(std::uint64_t invitation, const InvitationUse& use, const User& user);
    bool give(const InvitedGift& gift, const InvitationUse& use, const User& user);
    bool give_group(const InvitedGift& gift, const InvitationUse& use, UserId user);
    bool give_role(const InvitedGift& gift, const InvitationUse& use, UserId user);

    Connection& connection_;
};

class MysqlApprovalStore final : public ApprovalStore {
public:
    explicit MysqlApprovalStore(Connection& connection) : connection_{connection} {}

    WaitingUsers waiting(bool confirmed_only, std::size_t most) override;
    std::vector<User> approvers(TimePoint now, std::size_t limit) override;
    bool tell(TimePoint told_at, TimePoint now, const std::vector<NewMail>& mails) override;

private:
    Connection& connection_;
};

}  // namespace postern::store::mysql
