#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "mail/server_answer.hpp"

using namespace postern::mail;

BOOST_AUTO_TEST_SUITE(server_answer_tests)

BOOST_AUTO_TEST_CASE(a_refusal_of_the_recipient_or_the_content_is_final) {
    for (const auto stage : {SmtpStage::Recipient, SmtpStage::Content}) {
        BOOST_TEST((fault_of(stage, "550 5.1.1 no such user") == SendFault::Final));
        BOOST_TEST((fault_of(stage, "552-too large") == SendFault::Final));
        BOOST_TEST((fault_of(stage, "450 later") == SendFault::Mail));
        BOOST_TEST((fault_of(stage, "") == SendFault::Mail));
    }
}

BOOST_AUTO_TEST_CASE(a_server_that_accepts_nothing_now_is_not_the_emails_fault) {
    for (const auto stage : {SmtpStage::Connection, SmtpStage::Recipient, SmtpStage::Content})
        BOOST_TEST((fault_of(stage, "421 closing") == SendFault::Server));
    BOOST_TEST((fault_of(SmtpStage::Connection, "454 TLS not available") == SendFault::Server));
}

BOOST_AUTO_TEST_CASE(a_refusal_of_the_sender_is_not_final) {
    for (const char* answer : {"530 sign in", "535 wrong password", "554 no service"})
        BOOST_TEST((fault_of(SmtpStage::Connection, answer) == SendFault::Mail));
}

BOOST_AUTO_TEST_CASE(a_refusal_of_the_servers_name_or_rights_is_not_final_even_at_the_recipient) {
    for (const char* answer : {
             "504 5.5.2 <vm>: Helo command rejected: need fully-qualified hostname",
             "504-5.5.2 <vm>: Helo command rejected",
             "503 no AUTH yet",
             "530 5.7.0 Must issue a STARTTLS command first",
             "535 authentication failed",
             "550 5.7.1 Client host rejected: cannot find your reverse hostname",
             "554 5.7.1 Relay access denied",
             "550 5.7.26 unauthenticated sender",
             "550 5.7.1 Service unavailable; client [192.0.2.1] blocked using a list",
             "550-5.7.509 Access denied, sending domain does not pass DMARC verification",
             "554 5.7.0 Reject, policy",
             "501 5.5.4 Invalid domain name",
             "550 5.1.8 Sender address rejected: Domain not found",
             "550 5.1.7 Bad sender's mailbox address syntax",
             "553 5.1.8 sender rejected",
             "550 authentication required",
             "550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)",
             "550 Sender verify failed",
             "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
             "550 relay not permitted",
         })
        BOOST_TEST_CONTEXT(answer) {
            BOOST_TEST((fault_of(SmtpStage::Recipient, answer) == SendFault::Mail));
        }
    for (const char* answer :
         {"550 5.1.1 no such user", "550 no such user", "551 5.1.6 moved", "552 5.2.2 mailbox full",
          "553 5.1.3 bad address", "550 5", "550 5.1.10 recipient not found",
          "501 5.1.3 bad address", "550 Requested action not taken: mailbox unavailable",
          "550 5.4.1 Recipient address rejected", "55"})
        BOOST_TEST_CONTEXT(answer) {
            BOOST_TEST((fault_of(SmtpStage::Recipient, answer) == SendFault::Final));
        }
    BOOST_TEST((fault_of(SmtpStage::Content, "554 5.7.1 spam") == SendFault::Final));
}

BOOST_AUTO_TEST_CASE(the_stage_is_that_of_the_last_command) {
    for (const char* command : {"EHLO here\r\n", "STARTTLS\r\n", "AUTH PLAIN x", "MAIL FROM:<a>"})
        BOOST_TEST((stage_of_command(command) == SmtpStage::Connection));
    BOOST_TEST((stage_of_command("RCPT TO:<ann@example.org>\r\n") == SmtpStage::Recipient));
    BOOST_TEST((stage_of_command("DATA\r\n") == SmtpStage::Content));
}

BOOST_AUTO_TEST_CASE(what_the_server_says_is_shown_without_addresses_and_tokens) {
    BOOST_TEST(presentable("550 5.1.1 <ann@example.org>: unknown\r\n") ==
               "550 5.1.1 [...] unknown");
    BOOST_TEST(presentable("550 no user ann=40example.org or ann%40example.org here") ==
               "550 no user [...] or [...] here");
    BOOST_TEST(presentable("554 spam: https://a.example/reset-password?token=" +
                           std::string(43, 'x')) == "554 spam: [...]");
    BOOST_TEST(presentable("421\tGr\xc3\xbc\xc3\x9f"
                           "e \x1b[31m") == "421 Gr e [31m");
    BOOST_TEST(presentable("") == "");
    std::string chatter = "550";
    for (int i = 0; i < 100; ++i) chatter += " word";
    BOOST_TEST(presentable(chatter).size() == 150u);
}

BOOST_AUTO_TEST_SUITE_END()
