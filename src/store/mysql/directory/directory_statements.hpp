/// directory_statements: users and sessions as lists for administrators.
///
/// Each reads a bounded number of entries of one index, which it names: the server must not choose
/// another one when a filter happens to be a constant. There is no OFFSET, and every count has a
/// limit inside.
#pragma once

#include "store/mysql/connection/columns.hpp"

namespace postern::store::mysql {

// --- users: what a list shows, and who is in it

/// What read_listed_user expects; one parameter: now. Groups are separated by spaces.
inline constexpr Text kListedUserColumns = joined<kUserColumns, R"sql(,
           u.has_factor,
           IF(u.last_sign_in_at IS NULL, NULL, COALESCE(TO_SECONDS(u.last_sign_in_at), 0)),
           COALESCE((SELECT GROUP_CONCAT(g.name ORDER BY g.name SEPARATOR ' ')
                       FROM group_member m
                       STRAIGHT_JOIN user_group g ON g.id = m.group_id
                      WHERE m.user_id = u.id AND (m.expires_at IS NULL OR m.expires_at > ?)), ''))sql">;

/// Ten parameters: the state twice, empty for any; the second factor twice, 2 for any; the key of
/// the group twice, 0 for any, and now; the searched word twice, empty for any, and its end. The
/// selects give one row at most, so that the server does not turn them into joins.
inline constexpr Text kUserFits{R"sql(
           (? = '' OR ? = CASE WHEN u.delete_at IS NOT NULL THEN 'deleting'
                               WHEN u.disabled THEN 'disabled'
                               WHEN u.waiting_since IS NOT NULL THEN 'waiting'
                               WHEN u.email_verified_at IS NULL THEN 'unconfirmed'
                               ELSE 'active' END)
       AND (? > 1 OR u.has_factor = ?)
       AND (? = 0 OR (SELECT 1 FROM group_member f
                       WHERE f.user_id = u.id AND f.group_id = ?
                         AND (f.expires_at IS NULL OR f.expires_at > ?)
                       LIMIT 1) IS NOT NULL)
       AND (? = '' OR (SELECT 1 FROM user_word w FORCE INDEX (ix_user_word_user_id)
                        WHERE w.user_id = u.id AND w.word >= ? AND w.word <= ?
                        LIMIT 1) IS NOT NULL))sql"};

inline constexpr Statement kFindListedUser{
    "find_listed_user",
    joined<"SELECT ", kListedUserColumns, " FROM user u WHERE u.public_id = ?">};

inline constexpr Statement kFindGroupKey{"find_group_key", R"sql(
    SELECT id FROM user_group WHERE name = ?
)sql"};

// --- users, newest first, along an index: first how far the next entries reach, then who of them
// is in the list

inline constexpr Statement kReachUsers{"reach_users", R"sql(
    SELECT COUNT(*), COALESCE(MIN(r.id), 0)
      FROM (SELECT id FROM user FORCE INDEX (PRIMARY)
             WHERE id < ? ORDER BY id DESC LIMIT ?) AS r
)sql"};

inline constexpr Statement kReachDisabledUsers{"reach_disabled_users", R"sql(
    SELECT COUNT(*), COALESCE(MIN(r.id), 0)
      FROM (SELECT id FROM user FORCE INDEX (ix_user_disabled)
             WHERE disabled = TRUE AND id < ? ORDER BY id DESC LIMIT ?) AS r
)sql"};

inline constexpr Statement kReachUsersByFactor{"reach_users_by_factor", R"sql(
    SELECT COUNT(*), COALESCE(MIN(r.id), 0)
      FROM (SELECT id FROM user FORCE INDEX (ix_user_has_factor)
             WHERE has_factor = ? AND id < ? ORDER BY id DESC LIMIT ?) AS r
)sql"};

inline constexpr Statement kReachMembers{"reach_members", R"sql(
    SELECT COUNT(*), COALESCE(MIN(r.user_id), 0)
      FROM (SELECT user_id FROM group_member FORCE INDEX (ix_group_member_group_id)
             WHERE group_id = ? AND user_id < ? ORDER BY user_id DESC LIMIT ?) AS r
)sql"};

inline constexpr Statement kReachUsersByWord{"reach_users_by_word", R"sql(
    SELECT COUNT(*), COALESCE(MIN(r.user_id), 0)
      FROM (SELECT user_id FROM user_word FORCE INDEX (PRIMARY)
             WHERE word = ? AND user_id < ? ORDER BY user_id DESC LIMIT ?) AS r
)sql"};

/// Two parameters: below this key, and from this one on.
inline constexpr Text kNewestFirst =
    joined<" AND u.id < ? AND u.id >= ? AND ", kUserFits, " ORDER BY u.id DESC LIMIT ?">;

inline constexpr Statement kReadUsers{
    "read_users", joined<"SELECT ", kListedUserColumns,
                         " FROM user u FORCE INDEX (PRIMARY) WHERE u.id > 0", kNewestFirst>};

inline constexpr Statement kReadDisabledUsers{
    "read_disabled_users",
    joined<"SELECT ", kListedUserColumns,
           " FROM user u FORCE INDEX (ix_user_disabled) WHERE u.disabled = TRUE", kNewestFirst>};

inline constexpr Statement kReadUsersByFactor{
    "read_users_by_factor",
    joined<"SELECT ", kListedUserColumns,
           " FROM user u FORCE INDEX (ix_user_has_factor) WHERE u.has_factor = ?", kNewestFirst>};

inline constexpr Statement kReadMembers{"read_members",
                                        joined<"SELECT ", kListedUserColumns, R"sql(
      FROM group_member d FORCE INDEX (ix_group_member_group_id)
      STRAIGHT_JOIN user u ON u.id = d.user_id
     WHERE d.group_id = ? AND d.user_id < ? AND d.user_id >= ? AND )sql",
                                               kUserFits, " ORDER BY d.user_id DESC LIMIT ?">};

inline constexpr Statement kReadUsersByWord{"read_users_by_word",
                                            joined<"SELECT ", kListedUserColumns, R"sql(
      FROM user_word d FORCE INDEX (PRIMARY)
      STRAIGHT_JOIN user u ON u.id = d.user_id
     WHERE d.word = ? AND d.user_id < ? AND d.user_id >= ? AND )sql",
                                                   kUserFits, " ORDER BY d.user_id DESC LIMIT ?">};

// --- users by address, in the same way

inline constexpr Statement kReachEmails{"reach_emails", R"sql(
    SELECT COUNT(*), COALESCE(MAX(r.email), '')
      FROM (SELECT email FROM user FORCE INDEX (uq_user_email)
             WHERE email > ? ORDER BY email LIMIT ?) AS r
)sql"};

inline constexpr Statement kReadEmails{"read_emails",
                                       joined<"SELECT ", kListedUserColumns, R"sql(
      FROM user u FORCE INDEX (uq_user_email)
     WHERE u.email > ? AND u.email <= ? AND )sql",
                                              kUserFits, " ORDER BY u.email LIMIT ?">};

// --- users: all that an index has for one filter, if they are few; in either order

inline constexpr Text kDeletingUsers{
    "SELECT id FROM user FORCE INDEX (ix_user_delete_at) WHERE delete_at IS NOT NULL LIMIT ?"};
inline constexpr Text kDisabledUsers{
    "SELECT id FROM user FORCE INDEX (ix_user_disabled) WHERE disabled = TRUE LIMIT ?"};
inline constexpr Text kWaitingUsers{
    "SELECT id FROM user FORCE INDEX (ix_user_waiting_since)"
    " WHERE waiting_since IS NOT NULL LIMIT ?"};
inline constexpr Text kUnconfirmedUsers{
    "SELECT id FROM user FORCE INDEX (ix_user_email_verified_at)"
    " WHERE email_verified_at IS NULL LIMIT ?"};
inline constexpr Text kUsersByFactor{
    "SELECT id FROM user FORCE INDEX (ix_user_has_factor) WHERE has_factor = ? LIMIT ?"};
inline constexpr Text kMembers{
    "SELECT user_id AS id FROM group_member FORCE INDEX (ix_group_member_group_id)"
    " WHERE group_id = ? LIMIT ?"};
inline constexpr Text kUsersByWords{
    "SELECT DISTINCT user_id AS id FROM user_word FORCE INDEX (PRIMARY)"
    " WHERE word >= ? AND word <= ? LIMIT ?"};

/// Around one of the above. Before it: now. Behind it: whether they are ordered by address, behind
/// which one they come, or below which key; whether they are ordered by address, how many, and that
/// once more. The groups are looked up only for those that are shown.
inline constexpr Text kSetHead = joined<"SELECT ", kListedUserColumns, R"sql(
      FROM (SELECT u.id
              FROM ()sql">;
inline constexpr Text kSetMiddle{R"sql() AS d
              STRAIGHT_JOIN user u ON u.id = d.id
             WHERE )sql"};
inline constexpr Text kSetTail{R"sql(
               AND IF(?, u.email > ?, u.id < ?)
             ORDER BY IF(?, u.email, ''), u.id DESC
             LIMIT ?) AS k
      STRAIGHT_JOIN user u ON u.id = k.id
     ORDER BY IF(?, u.email, ''), u.id DESC
)sql"};

inline constexpr Statement kCountDeletingUsers{
    "count_deleting_users", joined<"SELECT COUNT(*) FROM (", kDeletingUsers, ") AS d">};
inline constexpr Statement kCountDisabledUsers{
    "count_disabled_users", joined<"SELECT COUNT(*) FROM (", kDisabledUsers, ") AS d">};
inline constexpr Statement kCountWaitingUsers{
    "count_waiting_users", joined<"SELECT COUNT(*) FROM (", kWaitingUsers, ") AS d">};
inline constexpr Statement kCountUnconfirmedUsers{
    "count_unconfirmed_users", joined<"SELECT COUNT(*) FROM (", kUnconfirmedUsers, ") AS d">};
inline constexpr Statement kCountUsersByFactor{
    "count_users_by_factor", joined<"SELECT COUNT(*) FROM (", kUsersByFactor, ") AS d">};
inline constexpr Statement kCountMembers{"count_members",
                                         joined<"SELECT COUNT(*) FROM (", kMembers, ") AS d">};
inline constexpr Statement kCountUsersByWords{
    "count_users_by_words", joined<"SELECT COUNT(*) FROM (", kUsersByWords, ") AS d">};

inline constexpr Statement kSortDeletingUsers{
    "sort_deleting_users", joined<kSetHead, kDeletingUsers, kSetMiddle, kUserFits, kSetTail>};
inline constexpr Statement kSortDisabledUsers{
    "sort_disabled_users", joined<kSetHead, kDisabledUsers, kSetMiddle, kUserFits, kSetTail>};
inline constexpr Statement kSortWaitingUsers{
    "sort_waiting_users", joined<kSetHead, kWaitingUsers, kSetMiddle, kUserFits, kSetTail>};
inline constexpr Statement kSortUnconfirmedUsers{
    "sort_unconfirmed_users", joined<kSetHead, kUnconfirmedUsers, kSetMiddle, kUserFits, kSetTail>};
inline constexpr Statement kSortUsersByFactor{
    "sort_users_by_factor", joined<kSetHead, kUsersByFactor, kSetMiddle, kUserFits, kSetTail>};
inline constexpr Statement kSortMembers{
    "sort_members", joined<kSetHead, kMembers, kSetMiddle, kUserFits, kSetTail>};
inline constexpr Statement kSortUsersByWords{
    "sort_users_by_words", joined<kSetHead, kUsersByWords, kSetMiddle, kUserFits, kSetTail>};

// --- users: what other lists show of them

inline constexpr Statement kFindFittingUser{
    "find_fitting_user",
    joined<"SELECT ", kListedUserColumns, " FROM user u WHERE u.public_id = ? AND ", kUserFits>};

inline constexpr std::size_t kEmailsAtOnce = 100;

inline constexpr Statement kFindEmails100{
    "find_emails_100", joined<"SELECT public_id, email FROM user WHERE public_id IN (",
                              repeated<kEmailsAtOnce, "?", ", ">, ")">};

inline constexpr Statement kFindPublicIdOfUser{"find_public_id_of_user", R"sql(
    SELECT public_id FROM user WHERE id = ?
)sql"};

inline constexpr Statement kFindUserKey{"find_user_key", R"sql(
    SELECT id FROM user WHERE public_id = ?
)sql"};

// --- sessions, newest first, in the same way

inline constexpr Statement kReachSessions{"reach_sessions", R"sql(
    SELECT COUNT(*), COALESCE(MIN(r.id), 0)
      FROM (SELECT id FROM session FORCE INDEX (PRIMARY)
             WHERE id < ? ORDER BY id DESC LIMIT ?) AS r
)sql"};

inline constexpr Statement kReachSessionsOfUser{"reach_sessions_of_user", R"sql(
    SELECT COUNT(*), COALESCE(MIN(r.id), 0)
      FROM (SELECT id FROM session FORCE INDEX (ix_session_user_id)
             WHERE user_id = ? AND id < ? ORDER BY id DESC LIMIT ?) AS r
)sql"};

inline constexpr Statement kReachSessionsFrom{"reach_sessions_from", R"sql(
    SELECT COUNT(*), COALESCE(MIN(r.id), 0)
      FROM (SELECT id FROM session FORCE INDEX (ix_session_address)
             WHERE address = ? AND id < ? ORDER BY id DESC LIMIT ?) AS r
)sql"};

/// Five parameters: below this key, from this one on, now, the address twice, empty for any. Then
/// how many.
inline constexpr Text kLiveNewestFirst{R"sql(
       AND s.id < ? AND s.id >= ? AND s.ends_at > ? AND (? = '' OR s.address = ?)
       AND u.disabled = FALSE
     ORDER BY s.id DESC
     LIMIT ?
)sql"};

inline constexpr Text kWithOwner{
    " STRAIGHT_JOIN user u ON u.id = s.user_id AND u.session_epoch = s.user_epoch"};

inline constexpr Statement kReadSessions{
    "read_sessions",
    joined<"SELECT ", kSessionColumns, ", ", kUserColumns, " FROM session s FORCE INDEX (PRIMARY)",
           kWithOwner, " WHERE s.id > 0", kLiveNewestFirst>};

inline constexpr Statement kReadSessionsOfUser{
    "read_sessions_of_user", joined<"SELECT ", kSessionColumns, ", ", kUserColumns,
                                    " FROM session s FORCE INDEX (ix_session_user_id)", kWithOwner,
                                    " WHERE s.user_id = ?", kLiveNewestFirst>};

inline constexpr Statement kReadSessionsFrom{
    "read_sessions_from", joined<"SELECT ", kSessionColumns, ", ", kUserColumns,
                                 " FROM session s FORCE INDEX (ix_session_address)", kWithOwner,
                                 " WHERE s.address = ?", kLiveNewestFirst>};

}  // namespace postern::store::mysql
