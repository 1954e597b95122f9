#define BOOST_TEST_DYN_LINK
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "mail/quoted_printable.hpp"
#include "postern/mail/message.hpp"

using namespace postern;
using namespace postern::mail;
using namespace std::string_literals;

namespace {

const TimePoint kNow{std::chrono::seconds{1'795'251'000}};  // Sat 2026-11-21 08:50:00
const EmailAddress kAnn = *EmailAddress::parse("ann@example.org");

std::string composed(const Letter& letter, const Sender& from = {"auth@example.com", "Example"},
                     std::string_view id = "id-1") {
    return compose(from, kAnn, letter, id, kNow);
}

std::vector<std::string> lines_of(const std::string& message) {
    std::vector<std::string> lines;
    std::size_t begin = 0;
    for (auto end = message.find("\r\n"); end != std::string::npos;
         end = message.find("\r\n", begin)) {
        lines.push_back(message.substr(begin, end - begin));
        begin = end + 2;
    }
    BOOST_TEST(begin == message.size());
    return lines;
}

bool has_line(const std::string& message, const std::string& line) {
    const auto lines = lines_of(message);
    return std::ranges::find(lines, line) != lines.end();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(message_tests)

BOOST_AUTO_TEST_CASE(an_email_has_the_headers_that_servers_and_clients_expect) {
    const auto message = composed({"Welcome", "text", "<p>html</p>"});
    BOOST_TEST(message.substr(0, message.find("\r\n\r\n")) ==
               "From: \"Example\"\r\n <auth@example.com>\r\n"
               "To: <ann@example.org>\r\n"
               "Subject: Welcome\r\n"
               "Date: Sat, 21 Nov 2026 08:50:00 +0000\r\n"
               "Message-ID: <id-1@example.com>\r\n"
               "Auto-Submitted: auto-generated\r\n"
               "MIME-Version: 1.0\r\n"
               "Content-Type: multipart/alternative;\r\n boundary=\"=_id-1\"");
}

BOOST_AUTO_TEST_CASE(an_email_has_a_text_and_an_html_part_in_this_order) {
    const auto message = composed({"s", "plain words", "<p>marked words</p>"});
    const auto text = message.find("Content-Type: text/plain; charset=utf-8");
    const auto html = message.find("Content-Type: text/html; charset=utf-8");
    BOOST_REQUIRE(html != std::string::npos);
    BOOST_TEST(text < html);
    BOOST_TEST(has_line(message, "plain words"));
    BOOST_TEST(has_line(message, "<p>marked words</p>"));
    BOOST_TEST(message.ends_with("--=_id-1--\r\n"));
}

BOOST_AUTO_TEST_CASE(the_same_email_has_the_same_message_id_whenever_it_is_sent) {
    const Sender from{"auth@example.com", ""};
    const auto later = compose(from, kAnn, {"s", "t", "h"}, "id-1", kNow + std::chrono::hours{5});
    BOOST_TEST(has_line(later, "Message-ID: <id-1@example.com>"));
    BOOST_TEST(has_line(later, "From: <auth@example.com>"));
}

BOOST_AUTO_TEST_CASE(no_value_can_add_a_header) {
    for (const auto& evil : {"a\r\nBcc: eve@example.org"s, "a\nBcc: e"s, "a\rb"s, "a\0b"s, "\x7f"s,
                             "\xc3"s, "tab\tstop"s}) {
        BOOST_CHECK_THROW(composed({evil, "t", "h"}), std::invalid_argument);
        BOOST_CHECK_THROW(composed({"s", "t", "h"}, {"auth@example.com", evil}),
                          std::invalid_argument);
        BOOST_CHECK_THROW(composed({"s", "t", "h"}, {"auth@example.com" + evil, ""}),
                          std::invalid_argument);
        BOOST_CHECK_THROW(composed({"s", "t", "h"}, {"auth@example.com", ""}, evil),
                          std::invalid_argument);
    }
    BOOST_CHECK_THROW(composed({"s", "t", "h"}, {"auth@example.com", ""}, ""),
                      std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(words_of_any_script_are_encoded_in_headers) {
    const auto message = composed({"Paßwort geändert", "t", "h"}, {"auth@example.com", "Grüße"});
    BOOST_TEST(has_line(message, "Subject: =?utf-8?q?Pa=C3=9Fwort_ge=C3=A4ndert?="));
    BOOST_TEST(has_line(message, "From: =?utf-8?q?Gr=C3=BC=C3=9Fe?="));
}

BOOST_AUTO_TEST_CASE(what_looks_encoded_or_quoted_is_encoded_once_more) {
    const auto message =
        composed({"=?utf-8?q?x?=", "t", "h"}, {"auth@example.com", "A\" <eve@example.org>"});
    BOOST_TEST(has_line(message, "Subject: =?utf-8?q?=3D=3Futf=2D8=3Fq=3Fx=3F=3D?="));
    BOOST_TEST(has_line(message, "From: =?utf-8?q?A=22_=3Ceve=40example=2Eorg=3E?="));
}

BOOST_AUTO_TEST_CASE(no_line_is_longer_than_rfc_5322_allows) {
    std::string subject;
    for (int i = 0; i < 100; ++i) subject += "ä€𝄞 ";
    const auto message = composed({subject, std::string(500, 'x') + subject, subject},
                                  {"auth@example.com", subject});
    for (const auto& line : lines_of(message)) {
        BOOST_TEST(line.size() <= 76u);
        BOOST_TEST(std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '~'; }));
        // No character is torn apart between two encoded words: each is UTF-8 by itself.
        if (line.starts_with(" =?")) BOOST_TEST(!line.starts_with(" =?utf-8?q?=8"));
    }
}

BOOST_AUTO_TEST_CASE(quoted_printable_keeps_text_readable_and_every_byte) {
    BOOST_TEST(quoted_printable("a=b\n") == "a=3Db\r\n");
    BOOST_TEST(quoted_printable("Grüße") == "Gr=C3=BC=C3=9Fe\r\n");
    BOOST_TEST(quoted_printable("one\r\ntwo\nthree\rfour") == "one\r\ntwo\r\nthree\r\nfour\r\n");
    BOOST_TEST(quoted_printable("a\n\nb") == "a\r\n\r\nb\r\n");
    BOOST_TEST(quoted_printable("end \nend\t") == "end=20\r\nend=09\r\n");
    BOOST_TEST(quoted_printable(".\n..a\na.b") == "=2E\r\n=2E.a\r\na.b\r\n");
    BOOST_TEST(quoted_printable("From me\nfrom From you") == "=46rom me\r\nfrom From you\r\n");
    BOOST_TEST(quoted_printable("\0\x7f"s) == "=00=7F\r\n");
    BOOST_TEST(quoted_printable("") == "");
}

BOOST_AUTO_TEST_CASE(quoted_printable_breaks_long_lines_where_they_can_be_joined) {
    const std::string broken = quoted_printable(std::string(200, 'x') + "=");
    std::string joined = broken;
    for (auto at = joined.find("=\r\n"); at != std::string::npos; at = joined.find("=\r\n"))
        joined.erase(at, 3);
    BOOST_TEST(joined == std::string(200, 'x') + "=3D\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
