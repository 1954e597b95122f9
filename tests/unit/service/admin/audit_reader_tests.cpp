// The audit log as administrators read it.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/admin/audit_reader.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;

namespace {

struct AuditReaderFixture : ServiceFixture {
    service::AuditReader reader{stores.audit(), stores.directory()};
    User ann = add_user("ann@example.org");

    AuditReaderFixture() { stores.state().audit.clear(); }

    void note(std::string detail, std::optional<PublicId> user = std::nullopt) {
        stores.audit().add({.at = now,
                            .event = AuditEvent::ProfileChange,
                            .user = std::move(user),
                            .actor = "user",
                            .detail = std::move(detail)});
    }
    static std::string details(const service::Part<service::ReadEntry>& part) {
        std::string all;
        for (const auto& read : part.items) all += read.entry.entry.detail + ' ';
        return all;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(audit_reader_tests, AuditReaderFixture)

BOOST_AUTO_TEST_CASE(entries_come_with_the_present_address_of_their_user) {
    note("of_ann", ann.public_id);
    note("of_nobody");
    note("of_somebody_gone", sample_id(77));
    const auto part = reader.list({}, "", 10);
    BOOST_REQUIRE(part.items.size() == 3u);
    BOOST_TEST(part.items[0].email == "");
    BOOST_TEST(part.items[1].email == "");
    BOOST_TEST(part.items[2].email == "ann@example.org");
    BOOST_TEST(part.next == "");
}

BOOST_AUTO_TEST_CASE(a_part_leads_to_the_next_one_and_a_text_that_is_no_cursor_to_the_start) {
    for (const char* const detail : {"1", "2", "3"}) note(detail);
    const auto first = reader.list({}, "", 2);
    BOOST_TEST(details(first) == "3 2 ");
    BOOST_TEST(details(reader.list({}, first.next, 2)) == "1 ");
    BOOST_TEST(!reader.list({}, first.next, 2).restarted);
    BOOST_TEST(details(reader.list({}, "x'", 2)) == "3 2 ");
    BOOST_TEST(reader.list({}, "x'", 2).restarted);
    BOOST_TEST(details(reader.list({}, "", 0)) == "3 ");
}

BOOST_AUTO_TEST_CASE(the_log_is_followed_from_an_entry_on) {
    for (const char* const detail : {"1", "2", "3"}) note(detail);
    const auto first = stores.state().audit.front().id;
    BOOST_TEST(details(reader.follow({}, first, 10)) == "2 3 ");
    const auto part = reader.follow({}, first, 1);
    BOOST_TEST(details(part) == "2 ");
    BOOST_TEST(!part.next.empty());
}

BOOST_AUTO_TEST_CASE(a_file_is_as_long_as_the_filter_allows) {
    for (int n = 0; n < 150; ++n)
        note("x", n % 2 == 0 ? std::optional{ann.public_id} : std::nullopt);
    const auto part = reader.list({.user = ann.public_id}, "", service::AuditReader::kMostInFile);
    BOOST_TEST(part.items.size() == 75u);
    BOOST_TEST(part.next == "");
}

BOOST_AUTO_TEST_SUITE_END()
