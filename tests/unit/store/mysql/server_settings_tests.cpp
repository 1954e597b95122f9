#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "store/mysql/connection/server_settings.hpp"

using namespace postern::store;
using namespace postern::store::mysql;

namespace {

/// The names of what is unfit, in their order.
std::string unfit(const ServerSettings& settings, const ServerNeeds& needs = {}) {
    std::string names;
    for (const auto& problem : find_setting_problems(settings, needs)) {
        BOOST_TEST(!problem.wrong.empty());
        BOOST_TEST(!problem.remedy.empty());
        names += (names.empty() ? "" : " ") + problem.setting;
    }
    return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(server_settings_tests)

BOOST_AUTO_TEST_CASE(settings_that_break_writes_are_found) {
    BOOST_TEST(unfit({}) == "");
    BOOST_TEST(unfit({{"log_bin", "ON"}, {"binlog_format", "STATEMENT"}}) == "binlog_format");
    BOOST_TEST(unfit({{"log_bin", "ON"}, {"binlog_format", "statement"}}) == "binlog_format");
    BOOST_TEST(unfit({{"log_bin", "OFF"}, {"binlog_format", "STATEMENT"}}) == "");
    BOOST_TEST(unfit({{"log_bin", "ON"}, {"binlog_format", "MIXED"}}) == "");
    BOOST_TEST(unfit({{"read_only", "ON"}}) == "read_only");
    BOOST_TEST(unfit({{"read_only", "NO_LOCK_NO_ADMIN"}}) == "read_only");
    BOOST_TEST(unfit({{"read_only", "OFF"}}) == "");
    BOOST_TEST(unfit({{"super_read_only", "ON"}}) == "super_read_only");
    BOOST_TEST(unfit({{"innodb_read_only", "ON"}}) == "innodb_read_only");
    BOOST_TEST(unfit({{"innodb_force_recovery", "4"}}) == "innodb_force_recovery");
    BOOST_TEST(unfit({{"innodb_force_recovery", "3"}}) == "");
    BOOST_TEST(unfit({{"enforce_storage_engine", "Aria"}}) == "enforce_storage_engine");
    BOOST_TEST(unfit({{"enforce_storage_engine", "innodb"}}) == "");
    BOOST_TEST(unfit({{"enforce_storage_engine", ""}}) == "");
    BOOST_TEST(unfit({{"disabled_storage_engines", "MyISAM,InnoDB"}}) ==
               "disabled_storage_engines");
    BOOST_TEST(unfit({{"offline_mode", "ON"}}) == "offline_mode");
    BOOST_TEST(unfit({{"max_allowed_packet", "16384"}}) == "max_allowed_packet");
    BOOST_TEST(unfit({{"max_allowed_packet", "65536"}}) == "");
    BOOST_TEST(unfit({{"wsrep_forced_binlog_format", "STATEMENT"}}) ==
               "wsrep_forced_binlog_format");
    BOOST_TEST(unfit({{"wsrep_forced_binlog_format", "NONE"}}) == "");
    BOOST_TEST(unfit({{"wsrep_reject_queries", "ALL"}}) == "wsrep_reject_queries");
    BOOST_TEST(unfit({{"wsrep_reject_queries", "ALL_KILL"}}) == "wsrep_reject_queries");
    BOOST_TEST(unfit({{"wsrep_reject_queries", "NONE"}}) == "");
    BOOST_TEST(unfit({{"wsrep_on", "ON"}, {"wsrep_max_ws_rows", "100"}}) == "wsrep_max_ws_rows");
    BOOST_TEST(unfit({{"wsrep_on", "ON"}, {"wsrep_max_ws_rows", "0"}}) == "");
    BOOST_TEST(unfit({{"wsrep_on", "OFF"}, {"wsrep_max_ws_rows", "100"}}) == "");
}

BOOST_AUTO_TEST_CASE(a_server_that_is_read_only_for_others_is_fit) {
    const std::string takes_writes{kTakesWrites};
    BOOST_TEST(unfit({{"read_only", "ON"}, {takes_writes, "yes"}}) == "");
    BOOST_TEST(unfit({{"read_only", "ON"}}) == "read_only");
    BOOST_TEST(unfit({{"innodb_read_only", "ON"}, {takes_writes, "yes"}}) == "innodb_read_only");
}

BOOST_AUTO_TEST_CASE(limits_count_only_for_those_who_say_what_they_need) {
    const ServerSettings small{{"max_connections", "25"},
                               {"max_user_connections", "25"},
                               {"max_prepared_stmt_count", "1500"}};
    BOOST_TEST(unfit(small) == "");
    BOOST_TEST(unfit(small, {25}) == "");
    BOOST_TEST(unfit(small, {26}) ==
               "max_connections max_user_connections max_prepared_stmt_count");
    BOOST_TEST(unfit({{"max_user_connections", "0"}}, {26}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
