#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "postern/base/bytes.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/factor/enrolment_code.hpp"

using namespace postern;
using namespace postern::crypto;

namespace {

class FixedEntropy final : public Entropy {
public:
    explicit FixedEntropy(std::string bytes) : bytes_{std::move(bytes)} {}
    std::string bytes(std::size_t count) override {
        BOOST_REQUIRE(count == bytes_.size());
        return bytes_;
    }

private:
    std::string bytes_;
};

std::string normal(std::string_view typed) {
    const auto code = normalize_enrolment_code(typed);
    return code ? std::string{code->reveal()} : "not a code";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(enrolment_code_tests)

BOOST_AUTO_TEST_CASE(make_enrolment_code_writes_forty_bits_in_two_groups_of_four) {
    FixedEntropy zeros{std::string(5, '\0')};
    FixedEntropy ones{std::string(5, '\xFF')};
    // 0x0123456789 in groups of five bits: 0 4 17 20 10 25 28 9.
    FixedEntropy some{"\x01\x23\x45\x67\x89"};
    BOOST_TEST(make_enrolment_code(zeros).reveal() == "0000-0000");
    BOOST_TEST(make_enrolment_code(ones).reveal() == "zzzz-zzzz");
    BOOST_TEST(make_enrolment_code(some).reveal() == "04hm-asw9");
}

BOOST_AUTO_TEST_CASE(normalize_enrolment_code_forgives_case_spaces_hyphens_and_look_alikes) {
    for (const char* const typed :
         {"04hm-asw9", "04HMASW9", " 04 hm - as w9 ", "o4hm-asw9", "O4HMASW9"})
        BOOST_TEST(normal(typed) == "04hmasw9", typed);
    BOOST_TEST(normal("iIlL-oO01") == "11110001");
}

BOOST_AUTO_TEST_CASE(normalize_enrolment_code_refuses_what_cannot_be_a_code) {
    for (const char* const typed :
         {"", "04hm-asw", "04hm-asw90", "04hm-asu9", "04hm_asw9", "04hm\nasw9"})
        BOOST_TEST(normal(typed) == "not a code", typed);
    BOOST_TEST(normal("04hmasw9" + std::string(40, ' ')) == "not a code");
    BOOST_TEST(normal(std::string{"04hm\0asw9", 9}) == "not a code");
}

BOOST_AUTO_TEST_CASE(hash_enrolment_code_is_bound_to_the_user) {
    const auto code = normalize_enrolment_code("04hm-asw9").value();
    const std::string ann = "k3Qd0mR7SgS2bqvT1yUe5w";
    BOOST_TEST((hash_enrolment_code(code, ann) == sha256("enrolment-code:" + ann + ":04hmasw9")));
    BOOST_TEST((hash_enrolment_code(code, ann) != hash_enrolment_code(code, "another")));
    const auto other = normalize_enrolment_code("04hm-asw8").value();
    BOOST_TEST((hash_enrolment_code(code, ann) != hash_enrolment_code(other, ann)));
}

BOOST_AUTO_TEST_SUITE_END()
