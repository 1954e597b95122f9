// Users as lines of files: CSV as RFC 4180 has it, and what makes a user of a record.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <sstream>
#include <streambuf>

#include "app/transfer/csv.hpp"
#include "app/transfer/user_record.hpp"
#include "postern/text/csv.hpp"
#include "postern/text/dates.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using app::CsvReader;
using app::UserRecord;

namespace {

std::vector<CsvReader::Record> read_all(const std::string& text) {
    std::istringstream in{text};
    CsvReader reader{in};
    std::vector<CsvReader::Record> records;
    while (const auto record = reader.next())
        records.push_back(*record ? **record : CsvReader::Record{"!" + record->error().what});
    return records;
}

using Records = std::vector<CsvReader::Record>;

/// Gives what it has, then fails as a file does whose disk is broken.
class FailingMedium : public std::streambuf {
public:
    explicit FailingMedium(std::string text) : text_{std::move(text)} {
        setg(text_.data(), text_.data(), text_.data() + text_.size());
    }

private:
    int_type underflow() override { throw std::ios_base::failure{"error reading the file"}; }
    std::string text_;
};

/// 256 MiB without a line end.
class EndlessLine : public std::streambuf {
    int_type underflow() override {
        if (left_ == 0) return traits_type::eof();
        --left_;
        setg(block_.data(), block_.data(), block_.data() + block_.size());
        return traits_type::to_int_type(block_.front());
    }
    std::string block_ = std::string(1024 * 1024, 'x');
    int left_ = 256;
};

struct RecordFixture {
    TimePoint now{std::chrono::seconds{1'800'000'000}};
    test::CountingEntropy entropy;

    Result<NewUser, std::string> make(const UserRecord& record) {
        return app::to_new_user(record, entropy, now);
    }
    std::string problem(UserRecord record) {
        record.emplace("email", "ann@example.org");
        const auto made = make(record);
        return made ? "" : made.error();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(user_record_tests, RecordFixture)

BOOST_AUTO_TEST_CASE(csv_is_read_according_to_rfc_4180) {
    BOOST_CHECK((read_all("a,b\r\nc,d\r\n") == Records{{"a", "b"}, {"c", "d"}}));
    BOOST_CHECK(
        (read_all("\xEF\xBB\xBF"
                  "a,\"b,\"\"c\"\"\r\nd\",\n\n,") == Records{{"a", "b,\"c\"\nd", ""}, {"", ""}}));
    BOOST_CHECK((read_all("\"\"") == Records{{""}}));
    BOOST_CHECK(read_all("").empty());
}

BOOST_AUTO_TEST_CASE(csv_reports_an_error_and_continues_with_the_next_line) {
    const auto wrong = read_all("a\"b\n\"a\"b\nc\n\"open\n");
    BOOST_REQUIRE(wrong.size() == 4u);
    BOOST_TEST(wrong[0].front().starts_with("!has a misplaced quotation mark"));
    BOOST_TEST(wrong[1].front().starts_with("!has a misplaced quotation mark"));
    BOOST_TEST(wrong[2].front() == "c");
    BOOST_TEST(wrong[3].front() == "!has an unclosed quotation mark");
    BOOST_TEST(read_all(std::string(70'000, 'x')).front().front() == "!is longer than 64 KiB");
}

BOOST_AUTO_TEST_CASE(csv_uses_the_separator_of_its_first_line) {
    BOOST_CHECK((read_all("a;b\n\"c;\";d,e\n") == Records{{"a", "b"}, {"c;", "d,e"}}));
    BOOST_CHECK((read_all("a\tb\nc\td;e\n") == Records{{"a", "b"}, {"c", "d;e"}}));
    BOOST_CHECK((read_all("a,b\nc;d,e\n") == Records{{"a", "b"}, {"c;d", "e"}}));
    BOOST_CHECK((read_all("a\nc;d\n") == Records{{"a"}, {"c;d"}}));
    BOOST_CHECK((read_all("a|b\nc|d,e\n") == Records{{"a", "b"}, {"c", "d,e"}}));
    BOOST_CHECK((read_all("sep=;\na,x;b\nc;d\n") == Records{{"a,x", "b"}, {"c", "d"}}));
    BOOST_CHECK((read_all("\xEF\xBB\xBF\"SEP=,\"\r\na,b;c;d\r\n") == Records{{"a", "b;c;d"}}));
    BOOST_CHECK((read_all("sep=;\n") == Records{}));
    BOOST_CHECK((read_all("a,b\nsep=;,c\n") == Records{{"a", "b"}, {"sep=;", "c"}}));
}

BOOST_AUTO_TEST_CASE(csv_reads_the_null_of_databases_as_empty) {
    BOOST_CHECK((read_all("a,\\N,\"\\N\",\\Nx\n") == Records{{"a", "", "\\N", "\\Nx"}}));
    BOOST_CHECK(
        (read_all("NULL,[NULL],<null>,<NULL>,(NULL),(null)\n") == Records{Records::value_type(6)}));
    // A person's name.
    BOOST_CHECK((read_all("Null,\"NULL\",NULLs,null\n") == Records{{"Null", "NULL", "NULLs", ""}}));
}

BOOST_AUTO_TEST_CASE(a_stray_quotation_mark_costs_its_own_line_alone) {
    BOOST_CHECK((read_all("a1,\"Ann\na2,B\na3,C\na4,\"D\"\na5,E\n") ==
                 Records{{"!has a misplaced quotation mark"},
                         {"a2", "B"},
                         {"a3", "C"},
                         {"a4", "D"},
                         {"a5", "E"}}));
    BOOST_CHECK((read_all("a1,\"Ann\na2,B\na3,C\n") ==
                 Records{{"!has an unclosed quotation mark"}, {"a2", "B"}, {"a3", "C"}}));
    // Far from its end, too.
    std::string many = "a1,\"Ann\n";
    for (int i = 0; i < 20'000; ++i) many += "b,B\n";
    BOOST_TEST(read_all(many).size() == 20'001u);
}

BOOST_AUTO_TEST_CASE(csv_takes_blanks_around_quotation_marks) {
    BOOST_CHECK((read_all("a, \"b, c\" ,d\n") == Records{{"a", "b, c", "d"}}));
    BOOST_CHECK((read_all("\"a\";\"b, c\"\nd;e,f\n") == Records{{"a", "b, c"}, {"d", "e,f"}}));
}

BOOST_AUTO_TEST_CASE(csv_takes_every_way_in_which_a_line_ends) {
    BOOST_CHECK((read_all("a,b\rc,d\r") == Records{{"a", "b"}, {"c", "d"}}));
    BOOST_CHECK((read_all("a\r\nb\nc\rd") == Records{{"a"}, {"b"}, {"c"}, {"d"}}));
    BOOST_CHECK((read_all("\"a\rb\r\nc\",d\r") == Records{{"a\nb\nc", "d"}}));
}

BOOST_AUTO_TEST_CASE(csv_never_treats_a_read_error_as_the_end) {
    FailingMedium medium{"a,b\nc,"};
    std::istream in{&medium};
    CsvReader reader{in};
    BOOST_TEST(reader.next()->has_value());
    BOOST_CHECK_THROW(reader.next(), app::ReadError);
}

BOOST_AUTO_TEST_CASE(csv_never_buffers_more_than_the_line_limit) {
    EndlessLine endless;
    std::istream in{&endless};
    CsvReader reader{in};
    BOOST_TEST(reader.next()->error().what == "is longer than 64 KiB");
    BOOST_TEST(!reader.next().has_value());
}

BOOST_AUTO_TEST_CASE(csv_counts_lines_by_where_a_record_begins) {
    std::istringstream in{"a\n\"b\nb\"\nc\n"};
    CsvReader reader{in};
    std::vector<std::size_t> lines;
    while (reader.next()) lines.push_back(reader.line());
    BOOST_CHECK((lines == std::vector<std::size_t>{1, 2, 4}));
}

// ASVS 1.2.10.
BOOST_AUTO_TEST_CASE(csv_fields_that_look_like_formulas_are_made_harmless_and_come_back) {
    const CsvReader::Record hostile{
        "=1+1",           "+1", "-1", "@x", "\tx", "'=x", "''=x", "'x", "a,\"b\"\nc", "x;=1",
        "x; '=1;\t\"-1\""};
    const std::string line = text::csv_line(hostile);
    BOOST_TEST(line.starts_with("'=1+1,'+1,'-1,'@x,\"'\tx\",''=x,'''=x,'x,"));
    BOOST_CHECK((read_all(line) == Records{hostile}));
}

BOOST_AUTO_TEST_CASE(to_new_user_needs_only_the_required_fields) {
    const auto made = make({{"email", "Ann@Example.org"}});
    BOOST_REQUIRE(made.has_value());
    BOOST_TEST(made->email.text() == "ann@example.org");
    BOOST_TEST(made->display_name.text() == "ann@example.org");
    BOOST_TEST(made->password_hash == "!");
    BOOST_CHECK(made->created_at == now);
    BOOST_CHECK(made->email_verified_at == now);
    BOOST_TEST(!made->disabled);
}

BOOST_AUTO_TEST_CASE(to_new_user_names_the_field_that_is_wrong) {
    BOOST_TEST(make({}).error().starts_with("email "));
    BOOST_TEST(problem({}).empty());
    for (const auto& [field, value] : std::vector<std::pair<std::string, std::string>>{
             {"display_name", "a\nb"},
             {"id", "x"},
             {"email_verified", "perhaps"},
             {"disabled", "2"},
             {"language", "de DE"},
             {"password_hash", "pbkdf2_sha256$1000$s\xC3\xA4ltz$Ybw8zsFxqja97tY="},
             {"created_at", "9999-12-31T23:59:59-01:00"},
             {"created_at", "1970-01-01T00:00:00+01:00"},
             {"time_zone", "Mars/Base"},
             {"created_at", "yesterday"},
             {"created_at", "2026-02-30T00:00:00Z"},
             {"created_at", "2026-01-01T24:00:00Z"},
             {"created_at", "1969-01-01T00:00:00Z"},
             {"waiting_since", "yesterday"},
             {"profile", "+49301234567"},
             {"profile", "[]"},
             {"profile", "{\"phone\":1}"},
             {"profile", "{\"phone\":\"\"}"},
             {"profile", "{\"phone\":\"a\\nb\"}"},
             {"profile", "{\"Phone\":\"a\"}"},
             {"password_hash", "secret"},
             {"password_hash", "$1$saltstri$YMyguxXMBpd2TEZ.vS/3q1"},
             {"password_hash", "$2b$31$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"}})
        BOOST_TEST(problem({{field, value}}).starts_with(field + " "), field + " = " + value);
}

BOOST_AUTO_TEST_CASE(to_new_user_reads_flags_as_databases_write_them) {
    for (const char* yes : {"true", "t", "1", "yes", "Y", "ON", "True", "WAHR", "ja", "VRAI", "oui",
                            "VERDADERO", "-1"})
        BOOST_TEST(make({{"email", "a@example.org"}, {"disabled", yes}})->disabled, yes);
    for (const char* no :
         {"false", "f", "0", "no", "N", "off", "", "FALSCH", "nein", "FAUX", "non"})
        BOOST_TEST(!make({{"email", "a@example.org"}, {"disabled", no}})->disabled, no);
}

BOOST_AUTO_TEST_CASE(to_new_user_reads_times_as_databases_write_them) {
    const auto created = [this](const char* text) {
        const auto made = make({{"email", "a@example.org"}, {"created_at", text}});
        return made ? to_rfc3339(made->created_at) : "refused";
    };
    for (const auto& [text, expected] : std::vector<std::pair<const char*, std::string>>{
             {"2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"},
             {"2024-01-02 03:04:05", "2024-01-02T03:04:05Z"},
             {"2024-01-02 03:04", "2024-01-02T03:04:00Z"},
             {"2024-01-02", "2024-01-02T00:00:00Z"},
             {"2024-01-02T03:04:05.678Z", "2024-01-02T03:04:05Z"},
             {"2024-01-02 03:04:05.678901+02", "2024-01-02T01:04:05Z"},
             {"2024-01-02T03:04:05+02:00", "2024-01-02T01:04:05Z"},
             {"2024-01-02 03:04:05 -0530", "2024-01-02T08:34:05Z"},
             {"2024-01-02 03:04:05 UTC", "2024-01-02T03:04:05Z"},
             {"2024-01-02T03:04:05z", "2024-01-02T03:04:05Z"},
             {"1704164645", "2024-01-02T03:04:05Z"},
             {"1704164645.678", "2024-01-02T03:04:05Z"},
             {"1704164645678", "2024-01-02T03:04:05Z"},
             {"1704164645678901", "2024-01-02T03:04:05Z"},
             {"981173106", "2001-02-03T04:05:06Z"},
             {"0000-00-00 00:00:00", "2027-01-15T08:00:00Z"},
             {"0000-00-00", "2027-01-15T08:00:00Z"},
             {"20240102", "refused"},
             {"170416464567", "refused"},
             {"-1704164645", "refused"},
             {"2024-01-02T03:04:05.Z", "refused"},
             {"2024-01-02T03:04:05+25:00", "refused"},
             {"2024-01-02T03:04:05 CET", "refused"},
             {"2024-13-02", "refused"},
             {"02.01.2024", "refused"},
             {"1/2/2024", "refused"},
             {"2024-01-02T", "refused"},
             {"2024-01-02T03:04:05Zx", "refused"},
         })
        BOOST_TEST(created(text) == expected, text);
}

BOOST_AUTO_TEST_CASE(to_new_user_reads_locales_of_systems) {
    for (const auto& [typed, expected] :
         std::vector<std::pair<const char*, std::string>>{{"de_DE", "de-DE"},
                                                          {"de_AT.UTF-8", "de-AT"},
                                                          {"ca_ES@valencia", "ca-ES"},
                                                          {"fr", "fr"}})
        BOOST_TEST(make({{"email", "a@example.org"}, {"language", typed}})->language == expected);
}

BOOST_AUTO_TEST_CASE(flags_of_other_systems_are_turned_into_ours) {
    BOOST_TEST(app::opposite_of("true") == "false");
    BOOST_TEST(app::opposite_of(" 0 ") == "true");
    BOOST_TEST(app::opposite_of("") == "");
    BOOST_TEST(app::opposite_of("perhaps") == "perhaps");
    for (const char* none : {"", " ", "0000-00-00 00:00:00", "false", "0"})
        BOOST_TEST(app::whether_there_is(none) == "false");
    BOOST_TEST(app::whether_there_is("2024-01-02 03:04:05") == "true");
}

BOOST_AUTO_TEST_CASE(a_reason_never_quotes_a_value) {
    for (const auto& field : app::kUserFields)
        BOOST_TEST(problem({{field, "SECRET\n\x01$"}}).find("SECRET") == std::string::npos, field);
}

BOOST_AUTO_TEST_CASE(a_record_of_a_user_restores_the_same_user) {
    const UserRecord record{
        {"id", PublicId::from_random(std::string(16, 'x')).text()},
        {"email", "ann@example.org"},
        {"display_name", "=Ann, \"A\""},
        {"password_hash", "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"},
        {"email_verified", "false"},
        {"language", "de"},
        {"time_zone", ""},
        {"disabled", "true"},
        {"created_at", "2020-02-29T23:59:59Z"},
        {"username", "ann"},
        {"given_name", "Ann"},
        {"family_name", ""},
        {"waiting_since", "2020-03-01T00:00:00Z"},
        {"profile", "{\"phone\":\"+49301234567\",\"size\":\"M\"}"}};
    const auto made = make(record);
    BOOST_REQUIRE(made.has_value());
    const User user{.id = UserId{1},
                    .public_id = made->public_id,
                    .email = made->email,
                    .display_name = made->display_name,
                    .disabled = made->disabled,
                    .created_at = made->created_at,
                    .language = made->language,
                    .time_zone = made->time_zone,
                    .email_verified_at = made->email_verified_at,
                    .username = made->username,
                    .given_name = made->given_name,
                    .family_name = made->family_name,
                    .waiting_since = made->waiting_since};
    BOOST_CHECK(app::to_record({user, made->password_hash, made->profile}, true) == record);
    BOOST_TEST(app::to_record({user, made->password_hash}, false).at("password_hash").empty());
    const auto json = json::Json::parse(app::json_line(record));
    BOOST_REQUIRE(json.has_value());
    BOOST_CHECK(*app::to_record(*json) == record);
}

BOOST_AUTO_TEST_CASE(to_record_accepts_only_strings_and_booleans_of_json) {
    const auto wrong = [](const char* text) {
        const auto json = json::Json::parse(text);
        return json && !app::to_record(*json).has_value();
    };
    BOOST_TEST(wrong("[]"));
    BOOST_TEST(wrong("{\"email\":1.5}"));
    BOOST_TEST(wrong("{\"email\":{}}"));
    BOOST_TEST(app::to_record(*json::Json::parse("{\"disabled\":0}"))->at("disabled") == "0");
    BOOST_TEST(
        app::to_record(*json::Json::parse("{\"password_hash\":{\"a\":1}}"))->at("password_hash") ==
        "{\"a\":1}");
    BOOST_TEST(wrong("{\"email\":[]}"));
    BOOST_TEST(!wrong("{\"email\":null}"));
}

BOOST_AUTO_TEST_SUITE_END()
