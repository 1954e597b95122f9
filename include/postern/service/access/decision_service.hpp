/// DecisionService: answers applications that ask whether a user may do something (AuthZEN 1.0).
/// Throws store::StoreError.
#pragma once

#include <optional>
#include <string_view>

#include "postern/service/access/grant_service.hpp"
#include "postern/store/user_store.hpp"

namespace postern::service {

/// The permission to ask about others.
inline constexpr std::string_view kAskResource = "authorize";
inline constexpr std::string_view kAskAction = "ask";

/// As sent.
struct DecisionQuestion {
    std::string_view subject_type;  ///< `user` is the only one that is known
    std::string_view subject_id;    ///< a public id
    std::string_view resource_type;
    std::string_view resource_id;
    std::string_view action;
};

struct Decision {
    enum class Reason { Granted, NoGrant, Expired, UnknownSubject };
    bool allowed;
    Reason reason;
    std::optional<TimePoint> until{};  ///< of the answer yes: when it ends; nothing: it does not
};

/// `granted`, `no_grant`, `expired` or `unknown_subject`: a stage, never a part of the rules.
std::string_view to_text(Decision::Reason reason) noexcept;
Decision::Reason to_reason(Permitted::Reason reason) noexcept;

class DecisionService {
public:
    /// Every reference must outlive *this.
    DecisionService(store::UserStore& users, const GrantService& grants);

    /// Whether this user may ask about others.
    bool may_ask(UserId user, TimePoint now) const;

    /// A grant for `TYPE/ID` or for `TYPE` will do. A user who is disabled or leaves soon is as
    /// unknown as one that never was. At most three round trips.
    Decision decide(const DecisionQuestion& question, TimePoint now) const;

private:
    store::UserStore& users_;
    const GrantService& grants_;
};

}  // namespace postern::service
