/// views: what the pages about people who join show.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "portal/admin/frame/actor_view.hpp"
#include "portal/admin/frame/admin_frame.hpp"
#include "portal/page/moment.hpp"
#include "postern/model/invitation.hpp"

namespace postern::portal::admin::invitations {

struct InvitationRow {
    std::string id;
    std::string email;
    std::string gifts{};  ///< `editors, staff`; empty: an account alone
    InvitationState state = InvitationState::Open;
    ActorView by{};
    Moment created{};
    Moment ends{};  ///< when it expires or has expired, or was used

    void fill(Fields& fields, bool may_write) const;
};

struct InvitationsView {
    static constexpr std::string_view kTemplate = "admin_invitations";

    AdminFrame frame;
    bool mail_enabled = true;
    std::vector<InvitationRow> invitations{};
    std::vector<std::string> damaged{};
    Pager pager{};
    bool not_allowed = false;  ///< the one to send again gives what the visitor does not have

    void fill(Fields& fields) const;
};

struct LanguageRow {
    std::string code;
    std::string name{};
    bool chosen = false;
};

/// What is wrong with an invitation.
struct InviteProblems {
    bool bad_email = false;
    bool bad_display_name = false;
    bool no_such_group = false;
    bool no_such_role = false;
    bool not_allowed = false;
    bool too_many = false;
    bool nothing_to_give = false;
    bool already_invited = false;
    std::string names{};  ///< that are to blame: `group staff, role editor`

    bool any() const noexcept;
};

struct InviteView {
    static constexpr std::string_view kTemplate = "admin_invite";

    AdminFrame frame;
    bool mail_enabled = true;
    std::string email{};
    std::string display_name{};
    std::string groups{};
    std::string roles{};
    std::string lifetime{};  ///< `7 days`
    std::vector<LanguageRow> languages{};
    InviteProblems problems{};

    void fill(Fields& fields) const;
};

struct WithdrawView {
    static constexpr std::string_view kTemplate = "admin_withdraw";

    AdminFrame frame;
    std::string id{};
    std::string email{};

    void fill(Fields& fields) const;
};

struct WaitingRow {
    std::string id;
    std::string email;
    std::string name{};
    bool confirmed = false;  ///< the address
    Moment since{};

    void fill(Fields& fields, bool may_write) const;
};

struct ApprovalsView {
    static constexpr std::string_view kTemplate = "admin_approvals";

    AdminFrame frame;
    bool is_on = true;  ///< registrations wait for approval, by the configuration
    std::vector<WaitingRow> waiting{};
    std::vector<std::string> damaged{};
    Pager pager{};
    bool more_than_you_have = false;  ///< the one to approve administers more

    void fill(Fields& fields) const;
};

struct DeclineView {
    static constexpr std::string_view kTemplate = "admin_decline";

    AdminFrame frame;
    std::string id{};
    std::string email{};
    std::string name{};
    std::string message{};
    std::string reason{};
    bool bad_message = false;
    bool bad_reason = false;
    bool not_sure = false;
    bool more_than_you_have = false;

    void fill(Fields& fields) const;
};

}  // namespace postern::portal::admin::invitations
