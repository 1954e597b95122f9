/// joining_stores: invitations, approvals and terms without a database.
#pragma once

#include "postern/store/approval_store.hpp"
#include "postern/store/invitation_store.hpp"
#include "postern/store/terms_store.hpp"
#include "support/memory/state.hpp"

namespace postern::test {

class MemoryInvitationStore final : public store::InvitationStore {
public:
    explicit MemoryInvitationStore(MemoryState& state) : state_{state} {}
    bool add(const Invitation& invitation, const store::SideEffects& effects) override;
    bool renew(const PublicId& id, TimePoint expires_at,
               const store::SideEffects& effects) override;
    bool remove(const PublicId& id, const AuditEntry& audit) override;
    std::optional<Invitation> find(const PublicId& id) override;
    std::optional<Invitation> find_by_link(const Digest& token_hash) override;
    store::InvitationPart list(std::uint64_t before, std::size_t limit) override;
    bool add_link(const PublicId& id, const Digest& token_hash, TimePoint now) override;
    Result<User, store::InvitationUseError> use_for_new_user(const store::InvitationUse& use,
                                                             const NewUser& user) override;
    Result<void, store::InvitationUseError> use_for_user(const store::InvitationUse& use,
                                                         const User& user) override;
    std::size_t remove_old(TimePoint before, std::size_t limit) override;

private:
    using Stored = MemoryState::StoredInvitation;
    Stored* find_unused(const PublicId& id);
    Stored* find_open(const store::InvitationUse& use);
    void write(const store::SideEffects& effects);
    void finish(Stored& stored, const store::InvitationUse& use, const User& user);
    bool give(const store::InvitedGift& gift, const store::InvitationUse& use, const User& user);

    MemoryState& state_;
};

class MemoryApprovalStore final : public store::ApprovalStore {
public:
    explicit MemoryApprovalStore(MemoryState& state) : state_{state} {}
    store::WaitingUsers waiting(bool confirmed_only, std::size_t most) override;
    std::vector<User> approvers(TimePoint now, std::size_t limit) override;
    bool tell(TimePoint told_at, TimePoint now, const std::vector<NewMail>& mails) override;

private:
    MemoryState& state_;
};

class MemoryTermsStore final : public store::TermsStore {
public:
    explicit MemoryTermsStore(MemoryState& state) : state_{state} {}
    bool add(const NewTerms& terms, const AuditEntry& audit) override;
    std::vector<TermsVersion> list() override;
    std::optional<TermsVersion> find_current() override;
    std::optional<std::string> find_text(std::string_view version,
                                         std::string_view language) override;
    std::optional<TermsState> find_state(UserId user) override;
    ProfileValues find_profile(UserId user) override;

private:
    MemoryState& state_;
};

}  // namespace postern::test
