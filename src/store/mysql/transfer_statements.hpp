/// transfer_statements: the statements of MysqlTransferStore, a hundred rows at a time.
#pragma once

#include "store/mysql/connection/columns.hpp"

namespace postern::store::mysql {

inline constexpr std::size_t kTransferRows = 100;

inline constexpr Statement kFindTakenEmails{"find_taken_emails",
                                            joined<"SELECT u.email FROM user u WHERE u.email IN (",
                                                   repeated<kTransferRows, "?", ", ">, ")">};

inline constexpr Statement kFindHeldUsernames{
    "find_held_usernames",
    joined<"SELECT username_skeleton FROM held_username WHERE held_until > ? AND username_skeleton "
           "IN (",
           repeated<kTransferRows, "?", ", ">, ")">};

inline constexpr Statement kAddUsers100{
    "add_users_100",
    joined<"INSERT INTO user (public_id, email, display_name, created_at, language, time_zone, "
           "email_verified_at, disabled, username, username_skeleton, given_name, family_name, "
           "waiting_since, word_version) VALUES ",
           repeated<kTransferRows,
                    "(?, ?, ?, ?, ?, ?, ?, ?, NULLIF(?, ''), NULLIF(?, ''), ?, ?, ?, ?)", ", ">>};

// By the public id, since nothing promises that the keys of one statement follow each other.
inline constexpr Statement kAddPasswords100{
    "add_passwords_100",
    joined<
        "INSERT INTO user_password (user_id, phc, changed_at) VALUES ",
        repeated<kTransferRows, "((SELECT u.id FROM user u WHERE u.public_id = ?), ?, ?)", ", ">>};

inline constexpr Statement kFindUserPageWithPasswords{
    "find_user_page_with_passwords",
    joined<"SELECT ", kUserColumns,
           ", p.phc FROM user u JOIN user_password p ON p.user_id = u.id "
           "WHERE u.id > ? ORDER BY u.id LIMIT ?">};

inline constexpr Statement kAddProfileValue{"add_profile_value", R"sql(
    INSERT INTO user_profile (user_id, field, value)
    SELECT u.id, ?, ? FROM user u WHERE u.public_id = ?
)sql"};

// Of the users of one page.
inline constexpr Statement kFindProfilesBetween{"find_profiles_between", R"sql(
    SELECT user_id, field, value FROM user_profile WHERE user_id > ? AND user_id <= ?
)sql"};

}  // namespace postern::store::mysql
