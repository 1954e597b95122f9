/// api_fixture: the JSON interface as a program meets it, with one user, Ann.
#pragma once

#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>

#include "postern/json/json.hpp"
#include "postern/text/dates.hpp"
#include "support/web_fixture.hpp"

namespace postern::test {

struct ApiFixture : WebFixture {
    User ann = add_user("ann@example.org");

    ApiFixture() {
        text::load_time_zones();
        mail_enabled = true;
        pipeline = make_pipeline(registration);
    }

    static json::Json body_of(const http::Response& response) {
        auto json = json::Json::parse(response.body());
        BOOST_REQUIRE(json.has_value());
        return std::move(*json);
    }

    static std::string text(const json::Json& object, std::string_view name) {
        const auto* member = object.find(name);
        BOOST_REQUIRE(member != nullptr && member->string() != nullptr);
        return *member->string();
    }

    static std::string code_of(const http::Response& response) {
        BOOST_TEST(response.header("Content-Type") == "application/problem+json");
        return text(body_of(response), "code");
    }

    /// `field:code field:code`, in the order of the answer.
    static std::string errors_of(const http::Response& response) {
        const auto body = body_of(response);
        const auto* errors = body.find("errors");
        BOOST_REQUIRE(errors != nullptr && errors->array() != nullptr);
        std::string all;
        for (const auto& error : *errors->array())
            all += (all.empty() ? "" : " ") + text(error, "field") + ':' + text(error, "code");
        return all;
    }

    static std::string sign_in_body(std::string_view password = kGoodPassword) {
        return json::Json{json::Json::Object{{"email", "ann@example.org"}, {"password", password}}}
            .dump();
    }

    http::Response sign_in_by_json(Browser& who) {
        return who.send_json(http::Method::Post, "/api/v1/sessions", sign_in_body());
    }
};

}  // namespace postern::test
