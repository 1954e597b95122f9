/// access_event_statements: the statements of MysqlAccessEventStore.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

// Several hosts add to the same row. MySQL takes a bare ? for a text. A user who is gone by now has
// no row: their foreign key would refuse the others with it.
template <std::size_t Counts>
inline constexpr Text kAddAccessCountsText = joined<
    "INSERT INTO access_event (hour, site_id, rule_position, holder, user_id, verdict, count,"
    " first_at, last_at)"
    " SELECT n.hour, n.site_id, n.rule_position, n.holder, u.id, n.verdict, n.counted,"
    " n.first_at, n.last_at"
    " FROM (",
    repeated<Counts,
             "SELECT CAST(? AS DATETIME) AS hour, CAST(? AS UNSIGNED) AS site_id,"
             " CAST(? AS SIGNED) AS rule_position, CAST(? AS UNSIGNED) AS holder,"
             " CAST(? AS CHAR(20)) AS verdict, CAST(? AS UNSIGNED) AS counted,"
             " CAST(? AS DATETIME) AS first_at, CAST(? AS DATETIME) AS last_at",
             " UNION ALL ">,
    ") AS n LEFT JOIN user u ON u.id = n.holder"
    " WHERE n.holder = 0 OR u.id IS NOT NULL"
    " ON DUPLICATE KEY UPDATE count = access_event.count + VALUES(count),"
    " first_at = LEAST(access_event.first_at, VALUES(first_at)),"
    " last_at = GREATEST(access_event.last_at, VALUES(last_at))">;

inline constexpr Statement kAddAccessCounts1{"add_access_counts_1", kAddAccessCountsText<1>};
inline constexpr Statement kAddAccessCounts10{"add_access_counts_10", kAddAccessCountsText<10>};
inline constexpr Statement kAddAccessCounts100{"add_access_counts_100", kAddAccessCountsText<100>};

// What read_access_event expects, in this order.
inline constexpr Text kAccessEventColumns{
    "e.id, TO_SECONDS(e.hour), e.site_id, e.rule_position, e.holder, e.verdict, e.count,"
    " TO_SECONDS(e.first_at), TO_SECONDS(e.last_at), COALESCE(t.name, ''),"
    " COALESCE(u.public_id, ''), COALESCE(u.email, ''), COALESCE(r.changed_at < e.first_at, 0)"};

inline constexpr Text kAccessEventJoins{
    " LEFT JOIN site t ON t.id = e.site_id"
    " LEFT JOIN site_ruleset r ON r.site_id = e.site_id"
    " LEFT JOIN user u ON u.id = e.user_id"};

// What is not to matter is empty, 0, or the ends of time.
inline constexpr Text kAccessEventFilter{
    "(? = 0 OR e.site_id = ?) AND (? = 0 OR e.holder = ?)"
    " AND (e.verdict = ? OR (? = '' AND e.verdict <> 'hit'))"
    " AND e.last_at >= ? AND e.first_at < ?"};

inline constexpr Statement kFindAccessEvents{
    "find_access_events",
    joined<"SELECT ", kAccessEventColumns, " FROM access_event e", kAccessEventJoins,
           " WHERE e.id < ? AND ", kAccessEventFilter, " ORDER BY e.id DESC LIMIT ?">};

// The page of a single user, or of a single site: along their index, never through all of them.
inline constexpr Statement kFindAccessEventsOfUser{
    "find_access_events_of_user",
    joined<"SELECT ", kAccessEventColumns,
           " FROM access_event e FORCE INDEX (ix_access_event_user_id)", kAccessEventJoins,
           " WHERE e.user_id = ? AND e.id < ? AND ", kAccessEventFilter,
           " ORDER BY e.id DESC LIMIT ?">};

inline constexpr Statement kFindAccessEventsOfSite{
    "find_access_events_of_site",
    joined<"SELECT ", kAccessEventColumns,
           " FROM access_event e FORCE INDEX (ix_access_event_site_id)", kAccessEventJoins,
           " WHERE e.site_id = ? AND e.id < ? AND ", kAccessEventFilter,
           " ORDER BY e.id DESC LIMIT ?">};

// Hits are a row for each rule and hour; the others of the site, of its users, are passed over.
inline constexpr Statement kCountHitsOfRules{"count_hits_of_rules", R"sql(
    SELECT e.rule_position, CAST(SUM(e.count) AS UNSIGNED), TO_SECONDS(MAX(e.last_at))
      FROM access_event e FORCE INDEX (ix_access_event_site_id)
      JOIN site_ruleset r ON r.site_id = e.site_id
     WHERE e.site_id = ? AND e.verdict = 'hit' AND e.hour >= ? AND e.first_at > r.changed_at
     GROUP BY e.rule_position
     ORDER BY e.rule_position
)sql"};

inline constexpr Statement kFindOldAccessEvents{"find_old_access_events", R"sql(
    SELECT id FROM access_event WHERE hour < ? ORDER BY hour LIMIT ?
)sql"};

inline constexpr Statement kRemoveOldAccessEvents{"remove_old_access_events", R"sql(
    DELETE e
      FROM (SELECT id FROM access_event FORCE INDEX (uq_access_event_hour)
             WHERE hour < ? ORDER BY hour LIMIT ?) AS old
      STRAIGHT_JOIN access_event e ON e.id = old.id
)sql"};

}  // namespace postern::store::mysql
