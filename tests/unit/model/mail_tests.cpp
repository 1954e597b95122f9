#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

#include "postern/model/mail.hpp"

using namespace postern;

namespace {

constexpr std::size_t kColumnWidth = 20;  // of kind in outbox and mail_token

// A new one takes its place.
constexpr auto kLastKind = static_cast<int>(MailKind::AccessChanged);
constexpr auto kLastTokenKind = static_cast<int>(MailTokenKind::EnrolmentCode);

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_tests)

BOOST_AUTO_TEST_CASE(every_kind_of_email_is_read_back_from_its_text) {
    for (int i = 0; i <= kLastKind; ++i) {
        const auto kind = static_cast<MailKind>(i);
        BOOST_TEST((parse_mail_kind(to_text(kind)) == kind));
        BOOST_TEST(to_text(kind).size() <= kColumnWidth);
    }
}

BOOST_AUTO_TEST_CASE(every_kind_of_token_is_read_back_from_its_text) {
    for (int i = 0; i <= kLastTokenKind; ++i) {
        const auto kind = static_cast<MailTokenKind>(i);
        BOOST_TEST((parse_mail_token_kind(to_text(kind)) == kind));
        BOOST_TEST(to_text(kind).size() <= kColumnWidth);
    }
}

BOOST_AUTO_TEST_CASE(an_unknown_text_is_not_a_kind) {
    for (const char* text : {"", "Verify_Email", "verify_email ", "keep_account_x"}) {
        BOOST_TEST(!parse_mail_kind(text).has_value());
        BOOST_TEST(!parse_mail_token_kind(text).has_value());
    }
    BOOST_TEST(!parse_mail_kind("keep_account").has_value());
    BOOST_TEST(!parse_mail_token_kind("new_sign_in").has_value());
}

BOOST_AUTO_TEST_CASE(each_kind_of_token_but_one_is_sent_in_exactly_one_kind_of_email) {
    std::multiset<MailTokenKind> carried;
    for (int i = 0; i <= kLastKind; ++i)
        if (const auto token = token_of(static_cast<MailKind>(i))) carried.insert(*token);
    // A link to a new password, or to the first one.
    BOOST_TEST(carried.erase(MailTokenKind::ResetPassword) == 2u);
    carried.insert(MailTokenKind::ResetPassword);
    BOOST_TEST(carried.size() == static_cast<std::size_t>(kLastTokenKind) + 1);
    for (int i = 0; i <= kLastTokenKind; ++i)
        BOOST_TEST(carried.count(static_cast<MailTokenKind>(i)) == 1u);
}

BOOST_AUTO_TEST_CASE(a_notice_carries_no_token) {
    for (const auto kind :
         {MailKind::AlreadyRegistered, MailKind::PasswordChanged, MailKind::NewSignIn,
          MailKind::SignInBlocked, MailKind::SessionLimit, MailKind::AccountDeleted,
          MailKind::AccountDisabled, MailKind::EmailSet, MailKind::PersonalTokenMade,
          MailKind::TokenReused, MailKind::UsernameChanged, MailKind::AccessChanged})
        BOOST_TEST(!token_of(kind).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
