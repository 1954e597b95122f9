/// transfer_statements: the statements of MysqlTransferStore, a hundred rows at a time.
#pragma once

#include "store/mysql/connection/columns.hpp"
#include "store/mysql/statements.hpp"

namespace postern::store::mysql {

inline constexpr std::size_t kTransferRows = 100;

#define POSTERN_10_TIMES(text) \
    text ", " text ", " text ", " text ", " text ", " text ", " text ", " text ", " text ", " text
#define POSTERN_100_TIMES(text) POSTERN_10_TIMES(POSTERN_10_TIMES(text))

inline constexpr Statement kFindTakenEmails{
    "find_taken_emails",
    "SELECT u.email FROM user u WHERE u.email IN (" POSTERN_100_TIMES("?") ")"};

inline constexpr Statement kAddUsers100{
    "add_users_100",
    "INSERT INTO user (public_id, email, display_name, created_at, language, time_zone, "
    "email_verified_at, disabled) VALUES " POSTERN_100_TIMES("(?, ?, ?, ?, ?, ?, ?, ?)")};

// By the public id, since nothing promises that the keys of one statement follow each other.
inline constexpr Statement kAddPasswords100{
    "add_passwords_100",
    "INSERT INTO user_password (user_id, phc, changed_at) VALUES " POSTERN_100_TIMES(
        "((SELECT u.id FROM user u WHERE u.public_id = ?), ?, ?)")};

inline constexpr Statement kFindUserPageWithPasswords{
    "find_user_page_with_passwords", "SELECT " POSTERN_USER_COLUMNS
                                     ", p.phc FROM user u JOIN user_password p ON p.user_id = u.id "
                                     "WHERE u.id > ? ORDER BY u.id LIMIT ?"};

#undef POSTERN_100_TIMES
#undef POSTERN_10_TIMES

}  // namespace postern::store::mysql
