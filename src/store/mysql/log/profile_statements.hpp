/// profile_statements: the terms, and what users say of themselves.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

// --- user_profile

inline constexpr Statement kFindProfileValues{"find_profile_values", R"sql(
    SELECT field, value FROM user_profile WHERE user_id = ?
)sql"};

inline constexpr Statement kSetProfileValue{"set_profile_value", R"sql(
    INSERT INTO user_profile (user_id, field, value) VALUES (?, ?, ?)
    ON DUPLICATE KEY UPDATE value = VALUES(value)
)sql"};

inline constexpr Statement kRemoveProfileValue{"remove_profile_value", R"sql(
    DELETE FROM user_profile WHERE user_id = ? AND field = ?
)sql"};

// --- terms_version, terms_text, terms_acceptance

/// Of the table v, as read_terms() expects.
inline constexpr Text kTermsColumns{
    "v.version, TO_SECONDS(v.added_at), v.added_by,"
    " IF(v.must_accept_by IS NULL, NULL, COALESCE(TO_SECONDS(v.must_accept_by), 0))"};

inline constexpr Statement kAddTerms{"add_terms", R"sql(
    INSERT INTO terms_version (version, added_at, added_by, must_accept_by) VALUES (?, ?, ?, ?)
)sql"};

inline constexpr Statement kAddTermsText{"add_terms_text", R"sql(
    INSERT INTO terms_text (terms_version_id, language, text) VALUES (?, ?, ?)
)sql"};

// One row for each language.
inline constexpr Statement kFindTerms{"find_terms", joined<"SELECT ", kTermsColumns, R"sql(,
           COALESCE(x.language, ''), v.id
      FROM terms_version v
      LEFT JOIN terms_text x ON x.terms_version_id = v.id
     ORDER BY v.id DESC, x.language
)sql">};

inline constexpr Statement kFindCurrentTerms{"find_current_terms",
                                             joined<"SELECT ", kTermsColumns, R"sql(,
           COALESCE(x.language, ''), v.id
      FROM terms_version v
      LEFT JOIN terms_text x ON x.terms_version_id = v.id
     WHERE v.id = (SELECT MAX(id) FROM terms_version)
     ORDER BY x.language
)sql">};

inline constexpr Statement kFindTermsText{"find_terms_text", R"sql(
    SELECT x.text
      FROM terms_version v
      JOIN terms_text x ON x.terms_version_id = v.id
     WHERE v.version = ? AND x.language = ?
)sql"};

inline constexpr Statement kFindTermsState{"find_terms_state",
                                           joined<"SELECT ", kTermsColumns, R"sql(,
           IF(a.accepted_at IS NULL, NULL, COALESCE(TO_SECONDS(a.accepted_at), 0))
      FROM terms_version v
      LEFT JOIN terms_acceptance a ON a.terms_version_id = v.id AND a.user_id = ?
     ORDER BY v.id DESC
     LIMIT 1
)sql">};

// The first time counts.
inline constexpr Statement kAcceptTerms{"accept_terms", R"sql(
    INSERT INTO terms_acceptance (user_id, terms_version_id, accepted_at)
    SELECT ?, v.id, ? FROM terms_version v WHERE v.version = ?
    ON DUPLICATE KEY UPDATE accepted_at = terms_acceptance.accepted_at
)sql"};

inline constexpr Statement kHasTerms{"has_terms", R"sql(
    SELECT 1 FROM terms_version WHERE version = ?
)sql"};

}  // namespace postern::store::mysql
