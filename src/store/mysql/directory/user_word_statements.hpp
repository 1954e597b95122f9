/// user_word_statements: what users are found by.
#pragma once

#include <cstdint>

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

/// Goes up when search_words() gives other words: the courier then writes those of all users anew.
inline constexpr std::uint32_t kWordVersion = 1;

inline constexpr std::size_t kWordsAtOnce = 16;
inline constexpr std::size_t kUsersAtOnce = 100;

/// Keys of kUsersAtOnce users.
inline constexpr Text kUserKeys = joined<"(", repeated<kUsersAtOnce, "?", ", ">, ")">;

inline constexpr Text kSearchedColumns{
    "u.id, u.email, COALESCE(u.username, ''), u.display_name, u.given_name, u.family_name"};

inline constexpr Statement kFindSearched{
    "find_searched", joined<"SELECT ", kSearchedColumns, " FROM user u WHERE u.id = ?">};

inline constexpr Statement kRemoveWords{"remove_words", R"sql(
    DELETE FROM user_word WHERE user_id = ?
)sql"};

// A word that is given twice is there once.
inline constexpr Statement kAddWords16{
    "add_words_16",
    joined<"INSERT INTO user_word (word, user_id) VALUES ", repeated<kWordsAtOnce, "(?, ?)", ", ">,
           " ON DUPLICATE KEY UPDATE word = VALUES(word)">};

inline constexpr Statement kAddWords100{
    "add_words_100",
    joined<"INSERT INTO user_word (word, user_id) VALUES ", repeated<kUsersAtOnce, "(?, ?)", ", ">,
           " ON DUPLICATE KEY UPDATE word = VALUES(word)">};

// By the public id: see add_passwords_100.
inline constexpr Statement kAddWordsByPublicId100{
    "add_words_by_public_id_100",
    joined<"INSERT INTO user_word (word, user_id) VALUES ",
           repeated<kUsersAtOnce, "(?, (SELECT u.id FROM user u WHERE u.public_id = ?))", ", ">,
           " ON DUPLICATE KEY UPDATE word = VALUES(word)">};

// Reads without a lock.
inline constexpr Statement kFindWordless{"find_wordless", R"sql(
    SELECT id FROM user FORCE INDEX (ix_user_word_version)
     WHERE word_version < ? ORDER BY word_version, id LIMIT ?
)sql"};

// The lock keeps their names from being changed until the words are written, and another courier
// from writing them, too.
inline constexpr Statement kLockWordless{
    "lock_wordless",
    joined<"SELECT ", kSearchedColumns, " FROM user u FORCE INDEX (PRIMARY) WHERE u.id IN ",
           kUserKeys, " AND u.word_version < ? ORDER BY u.id FOR UPDATE">};

inline constexpr Statement kRemoveWordsOf100{
    "remove_words_of_100", joined<"DELETE FROM user_word WHERE user_id IN ", kUserKeys>};

inline constexpr Statement kSetWordVersionOf100{"set_word_version_of_100", joined<R"sql(
    UPDATE user
       SET word_version = ?,
           has_factor = (EXISTS (SELECT 1 FROM user_totp t WHERE t.user_id = user.id)
                         OR EXISTS (SELECT 1 FROM user_passkey p WHERE p.user_id = user.id))
     WHERE id IN )sql",
                                                                                  kUserKeys>};

}  // namespace postern::store::mysql
