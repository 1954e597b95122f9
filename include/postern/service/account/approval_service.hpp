/// ApprovalService: lets in those who have registered, where an administrator decides that, or
/// declines them, and tells administrators that somebody waits. Throws store::StoreError.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "postern/base/result.hpp"
#include "postern/model/actor.hpp"
#include "postern/service/access/access_request_service.hpp"
#include "postern/service/session/revoker.hpp"
#include "postern/store/account_store.hpp"
#include "postern/store/approval_store.hpp"
#include "postern/store/user_store.hpp"

namespace postern::service {

enum class ApprovalError {
    NoSuchUser,
    NotWaiting,  ///< approved meanwhile, or it is an account like any other
    BadMessage,  ///< longer than kMaxDeclineMessage, or not UTF-8
};

/// In code points; lines are kept.
inline constexpr std::size_t kMaxDeclineMessage = kMaxAccessMessageCodePoints;

/// Administrators are told at most this often, and reminded after this long.
inline constexpr std::chrono::days kApprovalNoticePause{1};
inline constexpr std::chrono::days kApprovalReminder{3};

/// Whether those who may approve are told now. Pure.
bool is_notice_due(const store::WaitingUsers& waiting, TimePoint now) noexcept;

struct ApprovalSettings {
    bool mail_enabled = false;
    bool verify_email = true;  ///< then nobody is told of those whose address is not confirmed
};

class ApprovalService {
public:
    /// Every reference must outlive *this.
    ApprovalService(store::UserStore& users, store::AccountStore& accounts,
                    store::ApprovalStore& approvals, Revoker& revoker, ApprovalSettings settings);

    /// `who`: e-mail address, public id or username. The person gets an e-mail.
    Result<void, ApprovalError> approve(std::string_view who, const Actor& actor,
                                        TimePoint now) const;
    /// Deletes the account. The person gets an e-mail with the message, which may be empty.
    Result<void, ApprovalError> decline(std::string_view who, std::string_view message,
                                        const Actor& actor, TimePoint now) const;

    /// For the courier: tells those who may approve, when it is due. Returns how many were told.
    /// One round trip while nothing is due.
    std::size_t tell_approvers(TimePoint now) const;

private:
    store::UserStore& users_;
    store::AccountStore& accounts_;
    store::ApprovalStore& approvals_;
    Revoker& revoker_;
    ApprovalSettings settings_;
};

}  // namespace postern::service
