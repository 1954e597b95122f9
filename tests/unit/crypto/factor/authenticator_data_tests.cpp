// What an authenticator signs, and the object around it.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "crypto/factor/authenticator_data.hpp"
#include "support/webauthn_cases.hpp"

using namespace postern;
using test::from_hex;

namespace {

bool is_attestation(std::string_view hex) {
    return crypto::read_attestation_object(from_hex(hex)).has_value();
}

const std::string kFmt = "63666d74646e6f6e65";
const std::string kStatement = "6761747453746d74a0";
const std::string kData = "68617574684461746141aa";

const std::string kRpIdHash(64, 'a');
const std::string kAaguid = "000102030405060708090a0b0c0d0e0f";

bool is_data(const std::string& hex) {
    return crypto::read_authenticator_data(from_hex(hex)).has_value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(authenticator_data_tests)

BOOST_AUTO_TEST_CASE(read_authenticator_data_reads_flags_and_counter) {
    const auto bytes = from_hex(kRpIdHash + "1501020304");
    const auto data = crypto::read_authenticator_data(bytes);
    BOOST_REQUIRE(data);
    BOOST_TEST(data->rp_id_hash == from_hex(kRpIdHash));
    BOOST_TEST(data->user_present);
    BOOST_TEST(data->user_verified);
    BOOST_TEST(!data->backup_eligible);
    BOOST_TEST(data->backup_state);
    BOOST_TEST(data->sign_count == 0x01020304u);
    BOOST_TEST(!data->credential);
}

BOOST_AUTO_TEST_CASE(read_authenticator_data_reads_each_flag_from_its_own_bit) {
    const auto with = [](const std::string& flags) {
        const auto bytes = from_hex(kRpIdHash + flags + "00000000");
        return *crypto::read_authenticator_data(bytes);
    };
    BOOST_TEST(with("01").user_present);
    BOOST_TEST(!with("3e").user_present);
    BOOST_TEST(with("04").user_verified);
    BOOST_TEST(!with("3b").user_verified);
    BOOST_TEST(with("08").backup_eligible);
    BOOST_TEST(!with("37").backup_eligible);
    BOOST_TEST(with("10").backup_state);
    BOOST_TEST(!with("2f").backup_state);
}

BOOST_AUTO_TEST_CASE(read_authenticator_data_finds_credential_and_extensions) {
    const auto bytes =
        from_hex(kRpIdHash + "c100000000" + kAaguid + "0002beef" + "a10102" + "a16161f5");
    const auto data = crypto::read_authenticator_data(bytes);
    BOOST_REQUIRE(data);
    BOOST_REQUIRE(data->credential.has_value());
    BOOST_TEST(data->credential->aaguid == from_hex(kAaguid));
    BOOST_TEST(data->credential->id == "\xBE\xEF");
    BOOST_TEST(data->credential->cose_key == "\xA1\x01\x02");
}

BOOST_AUTO_TEST_CASE(read_authenticator_data_refuses_what_is_cut_anywhere) {
    const auto whole = kRpIdHash + "c100000000" + kAaguid + "0002beef" + "a10102" + "a16161f5";
    BOOST_REQUIRE(is_data(whole));
    for (std::size_t size = 0; size < whole.size(); size += 2)
        BOOST_TEST_CONTEXT(size) BOOST_TEST(!is_data(whole.substr(0, size)));
    BOOST_TEST(!is_data(whole + "00"));
}

BOOST_AUTO_TEST_CASE(read_attestation_object_takes_its_three_members_in_any_order) {
    BOOST_TEST(is_attestation("a3" + kFmt + kStatement + kData));
    BOOST_TEST(is_attestation("a3" + kData + kStatement + kFmt));
}

BOOST_AUTO_TEST_CASE(read_attestation_object_refuses_everything_else) {
    BOOST_TEST(!is_attestation("a2" + kFmt + kData));
    BOOST_TEST(!is_attestation("a3" + kFmt + kStatement));
    BOOST_TEST(!is_attestation("a3" + kFmt + kFmt + kData));
    BOOST_TEST(!is_attestation("a4" + kFmt + kStatement + kData + "616100"));
    BOOST_TEST(!is_attestation("a3" + kFmt + kStatement + kData + "00"));
    BOOST_TEST(!is_attestation("a3" + kFmt + "6761747453746d7480" + kData));
    BOOST_TEST(!is_attestation("a3" + kFmt + kStatement + "68617574684461746161aa"));
    BOOST_TEST(!is_attestation("83" + kFmt + kStatement + kData));
}

BOOST_AUTO_TEST_SUITE_END()
