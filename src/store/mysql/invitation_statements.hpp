/// invitation_statements: invitations, and registrations that wait for approval.
#pragma once

#include "store/mysql/connection/columns.hpp"

namespace postern::store::mysql {

/// What read_invitation() expects.
inline constexpr Text kInvitationColumns{
    "i.id, i.public_id, i.email, i.display_name, i.language, i.group_names, i.role_names,"
    " i.invited_by, TO_SECONDS(i.created_at), TO_SECONDS(i.expires_at),"
    " IF(i.used_at IS NULL, NULL, COALESCE(TO_SECONDS(i.used_at), 0)), COALESCE(i.used_by, '')"};

// --- invitation

inline constexpr Statement kAddInvitation{"add_invitation", R"sql(
    INSERT INTO invitation (public_id, email, display_name, language, group_names, role_names,
                            invited_by, created_at, expires_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
)sql"};

// Two that invite the same address at the same moment may both do it; one makes the account.
inline constexpr Statement kFindOpenInvitation{"find_open_invitation", R"sql(
    SELECT id FROM invitation
     WHERE email = ? AND used_at IS NULL AND expires_at > ?
     LIMIT 1
)sql"};

inline constexpr Statement kFindInvitation{
    "find_invitation",
    joined<"SELECT ", kInvitationColumns, " FROM invitation i WHERE i.public_id = ?">};

inline constexpr Statement kFindInvitationByLink{"find_invitation_by_link",
                                                 joined<"SELECT ", kInvitationColumns, R"sql(
      FROM invitation_link l
      JOIN invitation i ON i.id = l.invitation_id
     WHERE l.token_hash = ?
)sql">};

inline constexpr Statement kFindInvitations{
    "find_invitations", joined<"SELECT ", kInvitationColumns,
                               " FROM invitation i WHERE i.id < ? ORDER BY i.id DESC LIMIT ?">};

// A transaction that uses, renews or withdraws it waits for the others.
inline constexpr Statement kLockInvitation{"lock_invitation", R"sql(
    SELECT id FROM invitation WHERE public_id = ? AND used_at IS NULL FOR UPDATE
)sql"};

inline constexpr Statement kLockOpenInvitation{"lock_open_invitation", R"sql(
    SELECT id FROM invitation
     WHERE public_id = ? AND used_at IS NULL AND expires_at > ?
       FOR UPDATE
)sql"};

inline constexpr Statement kLockInvitationOfLink{"lock_invitation_of_link", R"sql(
    SELECT i.id
      FROM invitation_link l
      JOIN invitation i ON i.id = l.invitation_id
     WHERE l.token_hash = ? AND i.email = ? AND i.used_at IS NULL AND i.expires_at > ?
       FOR UPDATE
)sql"};

inline constexpr Statement kRenewInvitation{"renew_invitation", R"sql(
    UPDATE invitation SET expires_at = ? WHERE id = ?
)sql"};

inline constexpr Statement kUseInvitation{"use_invitation", R"sql(
    UPDATE invitation SET used_at = ?, used_by = ? WHERE id = ? AND used_at IS NULL
)sql"};

// Its links go with it.
inline constexpr Statement kRemoveInvitation{"remove_invitation",
                                             "DELETE FROM invitation WHERE id = ?"};

// None is used after it has expired.
inline constexpr Statement kFindOldInvitations{"find_old_invitations", R"sql(
    SELECT id FROM invitation WHERE expires_at < ? ORDER BY expires_at LIMIT ?
)sql"};

inline constexpr Statement kRemoveOldInvitations{"remove_old_invitations", R"sql(
    DELETE i
      FROM (SELECT id FROM invitation FORCE INDEX (ix_invitation_expires_at)
             WHERE expires_at < ? ORDER BY expires_at LIMIT ?) AS old
      STRAIGHT_JOIN invitation i ON i.id = old.id
     WHERE i.expires_at < ?
)sql"};

// --- invitation_link

inline constexpr Statement kAddInvitationLink{"add_invitation_link", R"sql(
    INSERT INTO invitation_link (token_hash, invitation_id) VALUES (?, ?)
)sql"};

inline constexpr Statement kRemoveInvitationLinks{"remove_invitation_links", R"sql(
    DELETE FROM invitation_link WHERE invitation_id = ?
)sql"};

// --- group_member

inline constexpr Statement kFindMembership{"find_membership", R"sql(
    SELECT 1 FROM group_member WHERE user_id = ? AND group_id = ?
)sql"};

// --- user

// Of the oldest ones, so many. Who confirms their address later is new at that moment.
inline constexpr Statement kSumUpWaiting{"sum_up_waiting", R"sql(
    SELECT COUNT(*), TO_SECONDS(MIN(w.waiting_since)), TO_SECONDS(MAX(w.new_at))
      FROM (SELECT waiting_since,
                   GREATEST(waiting_since, COALESCE(email_verified_at, waiting_since)) AS new_at
              FROM user
             WHERE waiting_since >= '1000-01-01'
               AND (? = FALSE OR email_verified_at IS NOT NULL)
             ORDER BY waiting_since
             LIMIT ?) AS w
)sql"};

// Resources and actions that cover writing of `admin/users`: see Permission::covers().
inline constexpr Text kCoversApproval{
    "p.resource IN ('*', 'admin/*', 'admin/users') AND p.action IN ('*', 'write')"
    " AND (a.expires_at IS NULL OR a.expires_at > ?)"};
inline constexpr Text kMemberNow{"(m.expires_at IS NULL OR m.expires_at > ?)"};

inline constexpr Statement kFindApprovers{
    "find_approvers", joined<"SELECT ", kUserColumns, R"sql(
      FROM (SELECT a.user_id
              FROM permission p
              JOIN access_grant a ON a.permission_id = p.id
             WHERE a.user_id IS NOT NULL AND )sql",
                             kCoversApproval, R"sql(
             UNION
            SELECT a.user_id
              FROM permission p
              JOIN role_permission rp ON rp.permission_id = p.id
              JOIN access_grant a ON a.role_id = rp.role_id
             WHERE a.user_id IS NOT NULL AND )sql",
                             kCoversApproval, R"sql(
             UNION
            SELECT m.user_id
              FROM permission p
              JOIN access_grant a ON a.permission_id = p.id
              JOIN group_member m ON m.group_id = a.group_id
             WHERE )sql",
                             kCoversApproval, " AND ", kMemberNow, R"sql(
             UNION
            SELECT m.user_id
              FROM permission p
              JOIN role_permission rp ON rp.permission_id = p.id
              JOIN access_grant a ON a.role_id = rp.role_id
              JOIN group_member m ON m.group_id = a.group_id
             WHERE )sql",
                             kCoversApproval, " AND ", kMemberNow, R"sql() AS holder
      JOIN user u ON u.id = holder.user_id
     WHERE u.disabled = FALSE AND u.delete_at IS NULL AND u.waiting_since IS NULL
       AND u.email_verified_at IS NOT NULL
     ORDER BY u.id
     LIMIT ?
)sql">};

// --- approval_notice

inline constexpr Statement kFindToldOfWaiting{"find_told_of_waiting", R"sql(
    SELECT TO_SECONDS(told_at) FROM approval_notice WHERE id = 1
)sql"};

// Of several hosts one tells.
inline constexpr Statement kSetToldOfWaiting{"set_told_of_waiting", R"sql(
    UPDATE approval_notice SET told_at = ? WHERE id = 1 AND told_at = ?
)sql"};

}  // namespace postern::store::mysql
