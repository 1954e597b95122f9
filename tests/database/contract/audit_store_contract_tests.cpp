// What every AuditStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/store_types.hpp"
#include "postern/store/store_error.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::AuditFilter;

namespace {

AuditEntry sample_entry(unsigned n, AuditEvent event = AuditEvent::SignIn,
                        AuditResult result = AuditResult::Ok) {
    return {.at = kNow + n * 1s,
            .event = event,
            .result = result,
            .user = sample_id(n),
            .actor = "user",
            .address = "2001:db8::7",
            .user_agent = "Test/1.0",
            .request_id = "r-" + std::to_string(n),
            .detail = "wrong_password"};
}

std::vector<std::string> requests_of(const std::vector<StoredAuditEntry>& entries) {
    std::vector<std::string> requests;
    for (const auto& stored : entries) requests.push_back(stored.entry.request_id);
    return requests;
}

using Requests = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(audit_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(an_entry_is_read_back_as_written, S, AllStores) {
    S stores;
    const AuditEntry written = sample_entry(1, AuditEvent::PasswordReset, AuditResult::Refused);
    stores.audit().add(written);
    const auto found = stores.audit().find_latest({}, 0, 10);
    BOOST_REQUIRE(found.size() == 1u);
    const AuditEntry& read = found[0].entry;
    BOOST_TEST(found[0].id > 0u);
    BOOST_TEST((read.at == written.at));
    BOOST_TEST((read.event == written.event));
    BOOST_TEST((read.result == written.result));
    BOOST_TEST((read.user == written.user));
    BOOST_TEST(read.actor == written.actor);
    BOOST_TEST(read.address == written.address);
    BOOST_TEST(read.user_agent == written.user_agent);
    BOOST_TEST(read.request_id == written.request_id);
    BOOST_TEST(read.detail == written.detail);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_entry_about_no_user_is_read_back_as_one, S, AllStores) {
    S stores;
    auto entry = sample_entry(1);
    entry.user.reset();
    stores.audit().add(entry);
    stores.audit().add(sample_entry(2));
    stores.audit().add(entry);
    const auto found = stores.audit().find_latest({}, 0, 10);
    BOOST_REQUIRE(found.size() == 3u);
    BOOST_TEST(!found[0].entry.user.has_value());
    BOOST_TEST((found[1].entry.user == sample_id(2)));
    BOOST_TEST(!found[2].entry.user.has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_latest_pages_from_the_newest_to_the_oldest, S, AllStores) {
    S stores;
    for (unsigned n = 1; n <= 5; ++n) stores.audit().add(sample_entry(n));
    const auto first = stores.audit().find_latest({}, 0, 2);
    BOOST_TEST(requests_of(first) == (Requests{"r-5", "r-4"}));
    const auto second = stores.audit().find_latest({}, first.back().id, 2);
    BOOST_TEST(requests_of(second) == (Requests{"r-3", "r-2"}));
    const auto third = stores.audit().find_latest({}, second.back().id, 2);
    BOOST_TEST(requests_of(third) == (Requests{"r-1"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_after_follows_from_the_oldest_to_the_newest, S, AllStores) {
    S stores;
    for (unsigned n = 1; n <= 4; ++n) stores.audit().add(sample_entry(n));
    const auto first = stores.audit().find_after({}, 0, 3);
    BOOST_TEST(requests_of(first) == (Requests{"r-1", "r-2", "r-3"}));
    const auto rest = stores.audit().find_after({}, first.back().id, 3);
    BOOST_TEST(requests_of(rest) == (Requests{"r-4"}));
    BOOST_TEST(stores.audit().find_after({}, rest.back().id, 3).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(filters_select_entries_alone_and_together, S, AllStores) {
    S stores;
    auto& audit = stores.audit();
    audit.add(sample_entry(1, AuditEvent::SignIn, AuditResult::Ok));
    audit.add(sample_entry(2, AuditEvent::SignIn, AuditResult::Refused));
    audit.add(sample_entry(3, AuditEvent::Deletion, AuditResult::Ok));
    auto same_user = sample_entry(4, AuditEvent::Deletion, AuditResult::Refused);
    same_user.user = sample_id(2);
    same_user.address = "2001:db8::4";
    audit.add(same_user);
    const std::pair<AuditFilter, Requests> cases[] = {
        {{.user = sample_id(2)}, {"r-4", "r-2"}},
        {{.event = AuditEvent::SignIn}, {"r-2", "r-1"}},
        {{.result = AuditResult::Refused}, {"r-4", "r-2"}},
        {{.address = "2001:db8::4"}, {"r-4"}},
        {{.event = AuditEvent::SignIn, .address = "2001:db8::4"}, {}},
        {{.address = "2001:db8::"}, {}},
        {{.request_id = "r-3"}, {"r-3"}},
        {{.event = AuditEvent::SignIn, .request_id = "r-3"}, {}},
        {{.request_id = "r-"}, {}},
        {{.since = kNow + 3s}, {"r-4", "r-3"}},
        {{.until = kNow + 3s}, {"r-2", "r-1"}},
        {{.user = sample_id(2), .event = AuditEvent::Deletion}, {"r-4"}},
        {{.user = sample_id(2), .since = kNow + 2s, .until = kNow + 4s}, {"r-2"}},
        {{.event = AuditEvent::SignIn, .result = AuditResult::Refused}, {"r-2"}},
        {{.user = sample_id(9)}, {}}};
    for (const auto& [filter, expected] : cases) {
        BOOST_TEST(requests_of(audit.find_latest(filter, 0, 10)) == expected);
        const auto part = audit.list_part(filter, 0, 10);
        BOOST_TEST(requests_of(part.found) == expected);
        BOOST_TEST(part.complete);
        Requests reversed{expected.rbegin(), expected.rend()};
        BOOST_TEST(requests_of(audit.find_after(filter, 0, 10)) == reversed);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(list_part_goes_on_where_a_part_ended, S, AllStores) {
    S stores;
    for (unsigned n = 1; n <= 4; ++n) stores.audit().add(sample_entry(n));
    for (const AuditFilter& filter :
         {AuditFilter{}, AuditFilter{.event = AuditEvent::SignIn},
          AuditFilter{.result = AuditResult::Ok, .address = "2001:db8::7"}}) {
        const auto first = stores.audit().list_part(filter, 0, 3);
        BOOST_TEST(requests_of(first.found) == (Requests{"r-4", "r-3", "r-2"}));
        BOOST_TEST(!first.complete);
        const auto rest = stores.audit().list_part(filter, first.last, 3);
        BOOST_TEST(requests_of(rest.found) == (Requests{"r-1"}));
        BOOST_TEST(rest.complete);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_old_removes_the_oldest_entries, S, AllStores) {
    S stores;
    for (unsigned n = 1; n <= 5; ++n) stores.audit().add(sample_entry(n));
    BOOST_TEST(stores.audit().remove_old(kNow + 4s, 2) == 2u);
    BOOST_TEST(requests_of(stores.audit().find_after({}, 0, 10)) ==
               (Requests{"r-3", "r-4", "r-5"}));
    BOOST_TEST(stores.audit().remove_old(kNow + 4s, 2) == 1u);
    BOOST_TEST(stores.audit().remove_old(kNow + 4s, 2) == 0u);
    BOOST_TEST(requests_of(stores.audit().find_after({}, 0, 10)) == (Requests{"r-4", "r-5"}));
}

BOOST_AUTO_TEST_CASE(an_entry_with_unknown_values_is_named_and_left_out) {
    MysqlStores stores;
    stores.audit().add(sample_entry(1));
    for (const char* const change : {"event = 'party'", "result = 'fine'", "user = 'ann'"}) {
        RawSql{}.run(std::string{"UPDATE audit SET "} + change);
        BOOST_TEST(stores.audit().find_latest({}, 0, 10).empty());
        BOOST_TEST(stores.audit().find_after({}, 0, 10).empty());
        BOOST_TEST(stores.audit().list_latest({}, 0, 10).damaged.size() == 1u);
    }
}

BOOST_AUTO_TEST_SUITE_END()
