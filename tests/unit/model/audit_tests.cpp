#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/model/audit.hpp"

using namespace postern;

namespace {

constexpr auto kLast = static_cast<int>(AuditEvent::MailRetried);  // a new one takes its place
constexpr std::size_t kEventWidth = 40;  // of the columns in the table audit
constexpr std::size_t kResultWidth = 20;

}  // namespace

BOOST_AUTO_TEST_SUITE(audit_tests)

BOOST_AUTO_TEST_CASE(every_event_is_read_back_from_its_text) {
    for (int i = 0; i <= kLast; ++i) {
        const auto event = static_cast<AuditEvent>(i);
        BOOST_TEST((parse_audit_event(to_text(event)) == event));
        BOOST_TEST(to_text(event).size() <= kEventWidth);
    }
}

BOOST_AUTO_TEST_CASE(all_events_and_results_are_listed_in_order) {
    BOOST_TEST(all_audit_events().size() == kLast + 1u);
    BOOST_TEST((all_audit_events().front() == AuditEvent::SignIn));
    BOOST_TEST(all_audit_results().size() == static_cast<std::size_t>(AuditResult::Throttled) + 1);
}

BOOST_AUTO_TEST_CASE(every_result_is_read_back_from_its_text) {
    for (int i = 0; i <= static_cast<int>(AuditResult::Throttled); ++i) {
        const auto result = static_cast<AuditResult>(i);
        BOOST_TEST((parse_audit_result(to_text(result)) == result));
        BOOST_TEST(to_text(result).size() <= kResultWidth);
    }
}

BOOST_AUTO_TEST_CASE(an_unknown_text_is_neither_an_event_nor_a_result) {
    for (const char* text : {"", "Sign_In", "sign_in ", "okay"}) {
        BOOST_TEST(!parse_audit_event(text).has_value());
        BOOST_TEST(!parse_audit_result(text).has_value());
    }
}

BOOST_AUTO_TEST_SUITE_END()
