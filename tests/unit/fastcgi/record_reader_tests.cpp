#define BOOST_TEST_DYN_LINK
#include "fastcgi/record_reader.hpp"

#include <boost/test/unit_test.hpp>

#include "client.hpp"

using namespace postern::fastcgi;
using namespace postern::test;

namespace {

constexpr std::size_t kMaxBytes = 1000;

struct Reader {
    RecordReader reader{kMaxBytes};
    std::string replies;

    ReadStep feed(std::string_view bytes) { return reader.feed(bytes, replies); }
    std::string_view get(std::string_view name) const { return reader.parameters().get(name); }
};

const std::string kTwoPairs = pairs({{"POSTERN_SITE", "wiki"}, {"REMOTE_ADDR", "192.0.2.1"}});

}  // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(ReadStep)
BOOST_TEST_DONT_PRINT_LOG_VALUE(Refusal)

BOOST_FIXTURE_TEST_SUITE(record_reader_tests, Reader)

BOOST_AUTO_TEST_CASE(feed_reads_a_request) {
    BOOST_TEST(feed(begin(7, 1) + params(kTwoPairs, 7) + record(5, 7, "")) == ReadStep::Request);
    BOOST_TEST(get("POSTERN_SITE") == "wiki");
    BOOST_TEST(get("REMOTE_ADDR") == "192.0.2.1");
    BOOST_TEST(reader.parameters().size() == 2u);
    BOOST_TEST(reader.request_id() == 7);
    BOOST_TEST(reader.keep_connection());
    BOOST_TEST(reader.is_between_requests());
    BOOST_TEST(replies.empty());
}

BOOST_AUTO_TEST_CASE(feed_reads_that_the_connection_will_close) {
    BOOST_TEST(feed(request({}, 1, 0)) == ReadStep::Request);
    BOOST_TEST(!reader.keep_connection());
}

BOOST_AUTO_TEST_CASE(feed_gives_the_same_result_for_every_split) {
    const auto bytes = begin() + record(4, 1, kTwoPairs, 5) + record(4, 1, "", 3) +
                       record(5, 1, "body", 4) + record(5, 1, "", 8);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        BOOST_TEST_CONTEXT("split at " << at) {
            Reader other;
            BOOST_TEST(other.feed(std::string_view{bytes}.substr(0, at)) == ReadStep::NeedMore);
            BOOST_TEST(other.reader.is_between_requests() == (at == 0));
            BOOST_TEST(other.feed(std::string_view{bytes}.substr(at)) == ReadStep::Request);
            BOOST_TEST(other.get("REMOTE_ADDR") == "192.0.2.1");
        }
    }
}

BOOST_AUTO_TEST_CASE(feed_reads_one_byte_at_a_time) {
    const auto bytes = request({{"A", "1"}});
    for (std::size_t i = 0; i + 1 < bytes.size(); ++i)
        BOOST_REQUIRE(feed({&bytes[i], 1}) == ReadStep::NeedMore);
    BOOST_TEST(feed({&bytes.back(), 1}) == ReadStep::Request);
    BOOST_TEST(get("A") == "1");
}

BOOST_AUTO_TEST_CASE(feed_joins_a_pair_split_across_records) {
    const auto first = kTwoPairs.substr(0, 20);
    const auto second = kTwoPairs.substr(20);
    BOOST_TEST(feed(begin() + record(4, 1, first) + params(second) + record(5, 1, "")) ==
               ReadStep::Request);
    BOOST_TEST(get("POSTERN_SITE") == "wiki");
    BOOST_TEST(get("REMOTE_ADDR") == "192.0.2.1");
}

BOOST_AUTO_TEST_CASE(feed_reads_lengths_of_four_bytes) {
    const std::string value(300, 'v');
    const auto content = pair("LONG", value) + pair("SHORT", "s", true);
    BOOST_TEST(feed(begin() + params(content) + record(5, 1, "")) == ReadStep::Request);
    BOOST_TEST(get("LONG") == value);
    BOOST_TEST(get("SHORT") == "s");
}

BOOST_AUTO_TEST_CASE(feed_stops_after_a_request_and_reads_the_next_one_later) {
    const auto first = request({{"N", "1"}}, 1);
    const auto both = first + request({{"N", "2"}}, 2);
    std::string_view bytes{both};
    BOOST_TEST(reader.feed(bytes, replies) == ReadStep::Request);
    BOOST_TEST(get("N") == "1");
    BOOST_TEST(bytes.size() == both.size() - first.size());
    BOOST_TEST(reader.feed(bytes, replies) == ReadStep::Request);
    BOOST_TEST(get("N") == "2");
    BOOST_TEST(reader.parameters().size() == 1u);
    BOOST_TEST(reader.request_id() == 2);
    BOOST_TEST(bytes.empty());
}

BOOST_AUTO_TEST_CASE(feed_remembers_a_duplicate_name) {
    BOOST_TEST(feed(request({{"HTTP_COOKIE", "a"}, {"HTTP_COOKIE", "b"}})) == ReadStep::Request);
    BOOST_TEST(reader.parameters().has_duplicates());
}

BOOST_AUTO_TEST_CASE(feed_reads_a_request_without_parameters) {
    BOOST_TEST(feed(request({})) == ReadStep::Request);
    BOOST_TEST(reader.parameters().size() == 0u);
}

BOOST_AUTO_TEST_CASE(feed_skips_the_body) {
    const std::string body(60'000, 'b');
    BOOST_TEST(feed(begin() + params(kTwoPairs) + record(5, 1, body) + record(5, 1, body)) ==
               ReadStep::NeedMore);
    BOOST_TEST(feed(record(5, 1, "")) == ReadStep::Request);
}

BOOST_AUTO_TEST_CASE(feed_refuses_a_second_request_at_the_same_time) {
    const auto bytes = begin(1) + begin(2) + params(kTwoPairs, 2) + record(5, 2, "") +
                       params(kTwoPairs, 1) + record(5, 1, "");
    BOOST_TEST(feed(bytes) == ReadStep::Request);
    BOOST_TEST(reader.request_id() == 1);
    std::string expected;
    append_end_request(expected, 2, ProtocolStatus::CannotMultiplex);
    BOOST_TEST(replies == expected);
}

BOOST_AUTO_TEST_CASE(feed_ends_an_aborted_request_and_reads_the_next) {
    BOOST_TEST(feed(begin(3) + record(2, 3, "") + request({{"N", "2"}}, 4)) == ReadStep::Request);
    BOOST_TEST(reader.request_id() == 4);
    std::string expected;
    append_end_request(expected, 3, ProtocolStatus::RequestComplete);
    BOOST_TEST(replies == expected);
}

BOOST_AUTO_TEST_CASE(feed_closes_after_an_abort_when_the_connection_is_not_kept) {
    BOOST_TEST(feed(begin(3, 0) + record(2, 3, "")) == ReadStep::Close);
    BOOST_TEST(reader.refusal() == Refusal::None);
    BOOST_TEST(!replies.empty());
}

BOOST_AUTO_TEST_CASE(feed_ignores_records_of_a_request_that_is_over) {
    BOOST_TEST(feed(request({{"N", "1"}}, 1)) == ReadStep::Request);
    BOOST_TEST(feed(record(5, 1, "late") + record(5, 1, "") + record(4, 9, "x") +
                    record(8, 9, "x") + record(2, 1, "")) == ReadStep::NeedMore);
    BOOST_TEST(feed(request({{"N", "2"}}, 2)) == ReadStep::Request);
    BOOST_TEST(replies.empty());
}

BOOST_AUTO_TEST_CASE(feed_names_an_unknown_record_type) {
    BOOST_TEST(feed(record(77, 0, "whatever", 3) + record(12, 1, "")) == ReadStep::NeedMore);
    std::string expected;
    append_unknown_type(expected, 77);
    append_unknown_type(expected, 12);
    BOOST_TEST(replies == expected);
}

BOOST_AUTO_TEST_CASE(feed_answers_every_get_values_with_no_values) {
    std::string many;
    for (int i = 0; i < 1000; ++i) many += pair("FCGI_MAX_CONNS", "");
    BOOST_TEST(feed(record(9, 0, many)) == ReadStep::NeedMore);
    BOOST_TEST(replies.size() == kHeaderBytes);
    BOOST_TEST(replies[1] == 10);
}

BOOST_AUTO_TEST_CASE(feed_accepts_parameters_up_to_the_limit) {
    const auto content = pair("N", std::string(kMaxBytes - 6, 'v'));
    BOOST_REQUIRE(content.size() == kMaxBytes);
    BOOST_TEST(feed(begin() + params(content) + record(5, 1, "")) == ReadStep::Request);
}

BOOST_AUTO_TEST_CASE(feed_accepts_as_many_parameters_as_allowed) {
    std::string content;
    for (std::size_t i = 0; i < RecordReader::kMaxParameters; ++i) content += pair("", "");
    BOOST_TEST(feed(begin() + params(content) + record(5, 1, "")) == ReadStep::Request);
    BOOST_TEST(reader.parameters().size() == RecordReader::kMaxParameters);
}

BOOST_AUTO_TEST_CASE(feed_refuses_what_is_malformed) {
    const std::string one_too_many(2 * (RecordReader::kMaxParameters + 1), '\0');
    const struct {
        const char* name;
        std::string bytes;
        Refusal refusal;
    } rows[] = {
        {"version 0", record(1, 1, "12345678", 0, 0), Refusal::Version},
        {"version 2", record(1, 1, "12345678", 0, 2), Refusal::Version},
        {"an HTTP request", "GET / HTTP/1.1\r\n\r\n", Refusal::Version},
        {"role authorizer", begin(1, 1, 2), Refusal::Role},
        {"role filter", begin(1, 1, 3), Refusal::Role},
        {"role 0", begin(1, 1, 0), Refusal::Role},
        {"BEGIN too short", record(1, 1, "1234567"), Refusal::Malformed},
        {"BEGIN too long", record(1, 1, "123456789"), Refusal::Malformed},
        {"BEGIN for request 0", begin(0), Refusal::Malformed},
        {"BEGIN twice", begin(1) + begin(1), Refusal::OutOfOrder},
        {"PARAMS for request 0", begin() + record(4, 0, ""), Refusal::Malformed},
        {"STDIN for request 0", record(5, 0, ""), Refusal::Malformed},
        {"ABORT for request 0", record(2, 0, ""), Refusal::Malformed},
        {"GET_VALUES for a request", record(9, 1, ""), Refusal::Malformed},
        {"STDIN ahead of the parameters", begin() + record(5, 1, ""), Refusal::OutOfOrder},
        {"STDIN within the parameters", begin() + record(4, 1, kTwoPairs) + record(5, 1, ""),
         Refusal::OutOfOrder},
        {"PARAMS behind their end", begin() + params(kTwoPairs) + record(4, 1, kTwoPairs),
         Refusal::OutOfOrder},
        {"DATA", begin() + params(kTwoPairs) + record(8, 1, ""), Refusal::OutOfOrder},
        {"END_REQUEST", record(3, 1, "12345678"), Refusal::OutOfOrder},
        {"STDOUT", record(6, 1, "x"), Refusal::OutOfOrder},
        {"STDERR", record(7, 1, "x"), Refusal::OutOfOrder},
        {"GET_VALUES_RESULT", record(10, 0, ""), Refusal::OutOfOrder},
        {"UNKNOWN_TYPE", record(11, 0, "12345678"), Refusal::OutOfOrder},
        {"no value length", begin() + params("\x01"), Refusal::Malformed},
        {"a length cut short", begin() + params("\x80\x01"), Refusal::Malformed},
        {"a name longer than the rest", begin() + params(length(5) + length(0) + "abcd"),
         Refusal::Malformed},
        {"a value longer than the rest", begin() + params(length(1) + length(5) + "nabcd"),
         Refusal::Malformed},
        {"the largest lengths", begin() + params("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFFx"),
         Refusal::Malformed},
        {"a name of 2 GiB", begin() + params("\xFF\xFF\xFF\xFF\x01xy"), Refusal::Malformed},
        {"parameters too large", begin() + record(4, 1, std::string(kMaxBytes + 1, '\0')),
         Refusal::TooLarge},
        {"parameters too large together",
         begin() + record(4, 1, std::string(kMaxBytes, '\0')) + record(4, 1, "x"),
         Refusal::TooLarge},
        {"too many parameters", begin() + params(one_too_many), Refusal::TooLarge},
    };
    for (const auto& row : rows) {
        BOOST_TEST_CONTEXT(row.name) {
            Reader other;
            BOOST_TEST(other.feed(row.bytes) == ReadStep::Close);
            BOOST_TEST(other.reader.refusal() == row.refusal);
        }
    }
}

BOOST_AUTO_TEST_CASE(feed_refuses_too_large_parameters_before_reading_them) {
    const auto bytes = begin() + record(4, 1, std::string(60'000, 'x'));
    BOOST_TEST(feed(std::string_view{bytes}.substr(0, 16 + 8)) == ReadStep::Close);
    BOOST_TEST(reader.refusal() == Refusal::TooLarge);
}

BOOST_AUTO_TEST_CASE(feed_tells_a_peer_that_its_role_is_unknown) {
    BOOST_TEST(feed(begin(5, 1, 2)) == ReadStep::Close);
    std::string expected;
    append_end_request(expected, 5, ProtocolStatus::UnknownRole);
    BOOST_TEST(replies == expected);
}

BOOST_AUTO_TEST_SUITE_END()
