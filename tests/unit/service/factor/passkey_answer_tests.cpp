// What browsers send after create() and get(), as JSON.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/factor/passkey_answer.hpp"

using namespace postern;
using json::Json;

namespace {

Json registration() {
    return Json::parse(R"({"id":"AAEC","rawId":"AAEC","type":"public-key",
        "authenticatorAttachment":"platform","clientExtensionResults":{"credProps":{"rk":true}},
        "response":{"clientDataJSON":"e30","attestationObject":"oA","publicKeyAlgorithm":-7,
                    "transports":["internal","hybrid"]}})")
        .value();
}

Json assertion(std::string_view user_handle = R"("CQ")") {
    return Json::parse(std::string{R"({"id":"AAEC","rawId":"AAEC","type":"public-key",
        "response":{"clientDataJSON":"e30","authenticatorData":"AQ","signature":"Ag",
                    "userHandle":)"}
                           .append(user_handle)
                           .append("}}"))
        .value();
}

/// The same without a member, or with another value.
Json changed(const Json& json, std::string_view name, const std::optional<Json>& value) {
    Json::Object object;
    for (const auto& [key, member] : *json.object()) {
        if (key != name)
            object.emplace_back(key, member.object() ? changed(member, name, value) : member);
        else if (value)
            object.emplace_back(key, *value);
    }
    return object;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(passkey_answer_tests)

BOOST_AUTO_TEST_CASE(answers_are_read) {
    const auto created = service::read_passkey_registration(registration());
    BOOST_REQUIRE(created.has_value());
    BOOST_TEST((created->response.raw_id == std::string{"\0\1\2", 3}));
    BOOST_TEST(created->response.client_data_json == "{}");
    BOOST_TEST(created->response.attestation_object == "\xA0");
    BOOST_TEST((created->transports == std::vector<std::string>{"internal", "hybrid"}));
    const auto got = service::read_passkey_assertion(assertion());
    BOOST_REQUIRE(got.has_value());
    BOOST_TEST(got->authenticator_data == "\1");
    BOOST_TEST(got->signature == "\2");
    BOOST_TEST(got->user_handle.value() == "\t");
}

BOOST_AUTO_TEST_CASE(a_user_handle_may_be_missing_but_not_wrong) {
    const auto none = service::read_passkey_assertion(assertion("null"));
    BOOST_REQUIRE(none.has_value());
    BOOST_TEST(!none->user_handle.has_value());
    const auto missing = service::read_passkey_assertion(changed(assertion(), "userHandle", {}));
    BOOST_REQUIRE(missing.has_value());
    BOOST_TEST(!missing->user_handle.has_value());
    for (const auto* const wrong : {"7", "true", R"("=")", "{}"})
        BOOST_TEST(!service::read_passkey_assertion(assertion(wrong)).has_value());
}

BOOST_AUTO_TEST_CASE(transports_may_be_missing_or_nonsense) {
    for (const auto& value : {std::optional<Json>{}, std::optional<Json>{Json{7}},
                              std::optional<Json>{Json{Json::Array{Json{7}, Json{"usb"}}}}}) {
        const auto created =
            service::read_passkey_registration(changed(registration(), "transports", value));
        BOOST_TEST(created.has_value());
    }
}

BOOST_AUTO_TEST_CASE(what_is_needed_must_be_there_and_right) {
    for (const auto* const name :
         {"id", "rawId", "type", "response", "clientDataJSON", "attestationObject"})
        for (const auto& value : {std::optional<Json>{}, std::optional<Json>{Json{7}},
                                  std::optional<Json>{Json{"a+b="}}, std::optional<Json>{Json{}}})
            BOOST_TEST(!service::read_passkey_registration(changed(registration(), name, value)),
                       name << (value ? value->dump() : "missing"));
    for (const auto* const name :
         {"id", "rawId", "type", "response", "clientDataJSON", "authenticatorData", "signature"})
        for (const auto& value : {std::optional<Json>{}, std::optional<Json>{Json{true}},
                                  std::optional<Json>{Json{Json::Array{}}}})
            BOOST_TEST(!service::read_passkey_assertion(changed(assertion(), name, value)),
                       name << (value ? value->dump() : "missing"));
    BOOST_TEST(!service::read_passkey_assertion(changed(assertion(), "id", Json{"AAED"})));
    for (const auto& other : {Json{}, Json{7}, Json{Json::Array{}}, Json{"text"}})
        BOOST_TEST(!service::read_passkey_assertion(other));
}

BOOST_AUTO_TEST_SUITE_END()
