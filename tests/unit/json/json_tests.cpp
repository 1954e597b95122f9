#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "postern/json/json.hpp"

using namespace postern;
using namespace postern::json;
using namespace std::string_literals;

namespace {

bool is_refused(std::string_view text, const JsonLimits& limits = {}) {
    return !Json::parse(text, limits).has_value();
}

Json parsed(std::string_view text) {
    auto json = Json::parse(text);
    BOOST_REQUIRE_MESSAGE(json.has_value(), text);
    return std::move(*json);
}

std::string repeated(std::string_view text, std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += text;
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_tests)

BOOST_AUTO_TEST_CASE(parse_reads_every_kind_of_value) {
    const auto json =
        parsed(R"( {"n":null,"t":true,"f":false,"i":-7,"d":1.5,"s":"a","a":[1,[]],"o":{}} )");
    BOOST_TEST(json.find("n")->is_null());
    BOOST_TEST(*json.find("t")->boolean());
    BOOST_TEST(!*json.find("f")->boolean());
    BOOST_TEST(*json.find("i")->integer() == -7);
    BOOST_TEST(*json.find("d")->number() == 1.5);
    BOOST_TEST(*json.find("s")->string() == "a");
    BOOST_TEST(json.find("a")->array()->size() == 2u);
    BOOST_TEST(json.find("o")->object()->empty());
    BOOST_TEST(json.find("x") == nullptr);
    BOOST_TEST(json.find("i")->find("x") == nullptr);
    BOOST_TEST(json.object()->front().first == "n");
}

BOOST_AUTO_TEST_CASE(a_value_is_of_one_kind_only) {
    const auto json = parsed("1");
    BOOST_TEST(json.number() == nullptr);
    BOOST_TEST(json.string() == nullptr);
    BOOST_TEST(json.boolean() == nullptr);
    BOOST_TEST(!json.is_null());
    BOOST_TEST(parsed("1.0").integer() == nullptr);
}

BOOST_AUTO_TEST_CASE(parse_reads_escapes_and_all_of_unicode) {
    BOOST_TEST(*parsed(R"("\"\\\/\b\f\n\r\t\u0041\u00e9\uD83D\uDD11")").string() ==
               "\"\\/\b\f\n\r\tA\xC3\xA9\xF0\x9F\x94\x91");
    BOOST_TEST(*parsed("\"\xF0\x9F\x94\x91\"").string() == "\xF0\x9F\x94\x91");
}

BOOST_AUTO_TEST_CASE(integers_are_exact_up_to_64_bits_and_refused_beyond) {
    BOOST_TEST(*parsed("9223372036854775807").integer() ==
               std::numeric_limits<std::int64_t>::max());
    BOOST_TEST(*parsed("-9223372036854775808").integer() ==
               std::numeric_limits<std::int64_t>::min());
    BOOST_TEST(*parsed("-0").integer() == 0);
    for (const auto* beyond :
         {"9223372036854775808", "-9223372036854775809", "18446744073709551615",
          "18446744073709551616", "100000000000000000000000000000000000000"})
        BOOST_TEST_CONTEXT(beyond) { BOOST_TEST(is_refused(beyond)); }
}

BOOST_AUTO_TEST_CASE(numbers_with_fraction_or_exponent_are_doubles) {
    BOOST_TEST(*parsed("0.1").number() == 0.1);
    BOOST_TEST(*parsed("1e2").number() == 100.0);
    BOOST_TEST(*parsed("-1.5E-3").number() == -0.0015);
    BOOST_TEST(*parsed("9223372036854775808.0").number() == 9223372036854775808.0);
    BOOST_TEST(is_refused("1e999"));
    BOOST_TEST(is_refused("-1e999"));
    BOOST_TEST(is_refused("1e99999999999999999999"));
}

BOOST_AUTO_TEST_CASE(parse_refuses_what_is_not_json) {
    const std::vector<std::pair<const char*, std::string>> bad{
        {"nothing", ""},
        {"white space", " \n"},
        {"half an object", "{\"a\":1"},
        {"half an array", "[1,"},
        {"half a string", "\"abc"},
        {"trailing comma in an array", "[1,]"},
        {"trailing comma in an object", "{\"a\":1,}"},
        {"missing comma", "[1 2]"},
        {"missing colon", "{\"a\" 1}"},
        {"name without quotes", "{a:1}"},
        {"name that is a number", "{1:1}"},
        {"single quotes", "'a'"},
        {"comment", "/* */1"},
        {"line comment", "1 // one"},
        {"something behind", "1 2"},
        {"object behind", "{}{}"},
        {"bracket behind", "[]]"},
        {"NUL behind", "1\0"s},
        {"something behind a NUL", "{}\0{\"a\":1}"s},
        {"NUL in front", "\0{}"s},
        {"raw NUL in a text", "\"a\0b\""s},
        {"escaped NUL in a text", R"("a\u0000b")"},
        {"escaped NUL in a name", R"({"a\u0000":1})"},
        {"raw line feed in a text", "\"a\nb\""},
        {"raw tab in a text", "\"a\tb\""},
        {"unknown escape", R"("\x41")"},
        {"short escape", R"("\u41")"},
        {"byte order mark", "\xEF\xBB\xBF{}"},
        {"invalid UTF-8", "\"\xC3\x28\""},
        {"overlong", "\"\xC0\xAF\""},
        {"surrogate in UTF-8", "\"\xED\xA0\x80\""},
        {"above U+10FFFF", "\"\xF4\x90\x80\x80\""},
        {"half a character", "\"\xE2\x82\""},
        {"invalid UTF-8 outside of texts", "{}\xFF"},
        {"high surrogate alone", R"("\uD800")"},
        {"low surrogate alone", R"("\uDC00")"},
        {"surrogates in the wrong order", R"("\uDC00\uD800")"},
        {"high surrogate before a letter", R"("\uD800\u0041")"},
        {"high surrogate in a name", R"({"\uD800":1})"},
        {"low surrogate in a name", R"({"\uDFFF":1})"},
        {"UTF-16", "{\0}\0"s},
        {"plus sign", "+1"},
        {"leading zero", "01"},
        {"no digit behind the point", "1."},
        {"no digit before the point", ".1"},
        {"no digit in the exponent", "1e"},
        {"only a minus", "-"},
        {"hexadecimal", "0x10"},
        {"not a number", "NaN"},
        {"infinity", "Infinity"},
        {"negative infinity", "-Infinity"},
        {"short infinity", "[Inf]"},
        {"upper case word", "True"},
        {"half a word", "tru"},
        {"word with a tail", "nullx"},
        {"form feed as white space", "\f1"},
        {"no-break space",
         "\xC2\xA0"
         "1"},
    };
    for (const auto& [what, text] : bad) BOOST_TEST_CONTEXT(what) {
            BOOST_TEST(is_refused(text));
        }
}

BOOST_AUTO_TEST_CASE(parse_refuses_a_name_that_occurs_twice_in_one_object) {
    BOOST_TEST(is_refused(R"({"a":1,"a":1})"));
    BOOST_TEST(is_refused(R"({"a":1,"b":2,"\u0061":3})"));
    BOOST_TEST(is_refused(R"([{"x":{"a":1,"a":2}}])"));
    BOOST_TEST(is_refused(R"({"":1,"":2})"));
    BOOST_TEST(!is_refused(R"({"a":1,"A":2,"b":{"a":3}})"));
}

BOOST_AUTO_TEST_CASE(parse_stops_at_the_depth_it_was_given) {
    const JsonLimits limits{.max_bytes = 1 << 22, .max_depth = 16, .max_values = 1 << 22};
    BOOST_TEST(!is_refused(repeated("[", 16) + repeated("]", 16), limits));
    BOOST_TEST(is_refused(repeated("[", 17) + repeated("]", 17), limits));
    BOOST_TEST(is_refused(repeated("{\"a\":", 17) + "1" + repeated("}", 17), limits));
    BOOST_TEST(is_refused(repeated("[", 1000000), limits));
    BOOST_TEST(is_refused(repeated("{\"a\":[", 500000), limits));
}

BOOST_AUTO_TEST_CASE(depth_costs_no_stack_even_where_it_is_allowed) {
    const JsonLimits limits{.max_bytes = 1 << 22, .max_depth = 1 << 22, .max_values = 1 << 22};
    BOOST_TEST(is_refused(repeated("[", 300000), limits));
}

BOOST_AUTO_TEST_CASE(parse_counts_every_value) {
    const JsonLimits limits{.max_bytes = 1000, .max_depth = 16, .max_values = 4};
    BOOST_TEST(!is_refused("[1,2,3]", limits));
    BOOST_TEST(is_refused("[1,2,3,4]", limits));
    BOOST_TEST(is_refused("[[],{},[],null]", limits));
    BOOST_TEST(is_refused(R"({"a":1,"b":2,"c":"x","d":true})", limits));
}

BOOST_AUTO_TEST_CASE(parse_refuses_more_bytes_than_it_was_given) {
    const JsonLimits limits{.max_bytes = 4, .max_depth = 16, .max_values = 16};
    BOOST_TEST(!is_refused("\"ab\"", limits));
    BOOST_TEST(is_refused("\"abc\"", limits));
    BOOST_TEST(is_refused("1    ", limits));
}

BOOST_AUTO_TEST_CASE(an_error_gives_the_position_and_quotes_nothing) {
    const auto json = Json::parse(R"({"secret":"secret" x})");
    BOOST_REQUIRE(!json.has_value());
    BOOST_TEST(json.error().offset == 19u);
    BOOST_TEST(!json.error().message.empty());
    BOOST_TEST(json.error().message.find("secret") == std::string::npos);
    BOOST_TEST(Json::parse("[\"a\",\"b\0\"]"s).error().offset == 7u);
}

BOOST_AUTO_TEST_CASE(dump_writes_compact_text_in_the_order_of_writing) {
    const Json json{Json::Object{{"z", 1},
                                 {"a", Json::Array{true, nullptr, 1.5, "x"}},
                                 {"e", Json::Object{}},
                                 {"n", std::numeric_limits<std::int64_t>::min()}}};
    BOOST_TEST(json.dump() == R"({"z":1,"a":[true,null,1.5,"x"],"e":{},"n":-9223372036854775808})");
}

BOOST_AUTO_TEST_CASE(dump_pretty_indents_by_two_spaces) {
    const Json json{Json::Object{{"a", Json::Array{1, 2}}}};
    BOOST_TEST(json.dump_pretty() == "{\n  \"a\": [\n    1,\n    2\n  ]\n}");
}

BOOST_AUTO_TEST_CASE(dump_is_safe_inside_html) {
    const Json json{
        Json::Object{{"</script>", "<!--&\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA'\"\x01"}}};
    BOOST_TEST(json.dump() ==
               "{\"\\u003C/script\\u003E\":"
               "\"\\u003C!--\\u0026\\u2028\\u2029\xE2\x80\xAA'\\\"\\u0001\"}");
    BOOST_TEST(json.dump_pretty().find('<') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(dump_writes_only_valid_utf8_and_only_json_numbers) {
    BOOST_TEST(Json{"a\xC3(\xE2\x82\xF0\x9F\x94\x91\xFF"}.dump() ==
               "\"a\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\xF0\x9F\x94\x91\xEF\xBF\xBD\"");
    BOOST_TEST(Json{std::numeric_limits<double>::infinity()}.dump() == "null");
    BOOST_TEST(Json{std::numeric_limits<double>::quiet_NaN()}.dump() == "null");
}

BOOST_AUTO_TEST_CASE(what_dump_writes_parse_reads_back) {
    const auto text = R"({"a":[1,-2,0.1,1e300,"\u003C\n\u2028 \u0001"],"b":{"c":null,"d":false}})"s;
    const auto again = parsed(parsed(text).dump());
    BOOST_TEST(again.dump() == parsed(text).dump());
    BOOST_TEST(*again.find("a")->array()->at(2).number() == 0.1);
    BOOST_TEST(*again.find("a")->array()->at(4).string() == "<\n\xE2\x80\xA8 \x01");
}

BOOST_AUTO_TEST_SUITE_END()
