/// factor_fixture: Ann at the JSON interface, with an authenticator app.
#pragma once

#include <boost/test/unit_test.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/crypto/factor/base32.hpp"
#include "postern/crypto/factor/totp.hpp"
#include "support/api_fixture.hpp"

namespace postern::test {

inline constexpr std::string_view kSessionCookie = "__Secure-postern_example_org";
inline constexpr std::string_view kSignInCookie = "__Host-postern_signin";
inline constexpr std::string_view kDeviceCookie = "__Host-postern_device";

struct FactorFixture : ApiFixture {
    using Json = json::Json;
    using Method = http::Method;

    Secret key;                               ///< of Ann's app
    std::vector<std::string> recovery_codes;  ///< that Ann has written down

    static std::string code_body(std::string_view code) {
        return Json{Json::Object{{"code", code}}}.dump();
    }

    static std::string proof_body(std::string_view method, std::string_view proof) {
        return Json{
            Json::Object{{"method", method}, {method == "password" ? "password" : "code", proof}}}
            .dump();
    }

    static std::vector<std::string> strings(const Json& object, std::string_view name) {
        const auto* list = object.find(name);
        BOOST_REQUIRE(list != nullptr && list->array() != nullptr);
        std::vector<std::string> all;
        for (const auto& item : *list->array()) all.push_back(*item.string());
        return all;
    }

    static std::string joined(const Json& object, std::string_view name) {
        std::string all;
        for (const auto& word : strings(object, name)) all += (all.empty() ? "" : " ") + word;
        return all;
    }

    static std::int64_t number(const Json& object, std::string_view name) {
        const auto* member = object.find(name);
        BOOST_REQUIRE(member != nullptr && member->integer() != nullptr);
        return *member->integer();
    }

    static std::string session_of(const Browser& who) {
        return who.cookies.at(std::string{kSessionCookie});
    }

    static std::string sign_in_of(const Browser& who) {
        return who.cookies.at(std::string{kSignInCookie});
    }

    static bool waits(const Browser& who) { return who.has_cookie(std::string{kSignInCookie}); }

    /// What the app shows, `steps` of 30 seconds from now.
    std::string code(std::int64_t steps = 0) const {
        const auto at = now + std::chrono::seconds{steps * crypto::kTotpStepSeconds};
        return std::string{crypto::totp_code(key, crypto::totp_step(at)).reveal()};
    }

    /// The app shows another code, and nobody has used that one.
    void wait_for_next_code() { now += std::chrono::seconds{crypto::kTotpStepSeconds}; }

    http::Response begin_totp(Browser& who) {
        return who.send_json(Method::Post, "/api/v1/me/factors/totp", "{}");
    }

    http::Response confirm_totp(Browser& who, std::string_view typed) {
        return who.send_json(Method::Put, "/api/v1/me/factors/totp", code_body(typed));
    }

    static Secret key_in(const http::Response& begun) {
        BOOST_REQUIRE(begun.status() == http::Status::Created);
        auto bytes = crypto::from_base32(text(body_of(begun), "secret"));
        BOOST_REQUIRE(bytes.has_value());
        return std::move(*bytes);
    }

    /// Signs Ann in and sets up an app; the next code is unused.
    void set_up(Browser& who) {
        sign_in_by_json(who);
        key = key_in(begin_totp(who));
        const auto confirmed = confirm_totp(who, code());
        BOOST_REQUIRE(confirmed.status() == http::Status::Ok);
        recovery_codes = strings(body_of(confirmed), "recovery_codes");
        wait_for_next_code();
    }

    http::Response finish(Browser& who, std::string_view method, std::string_view typed) {
        return who.send_json(Method::Post, "/api/v1/sessions/second-factor",
                             proof_body(method, typed));
    }

    http::Response step_up(Browser& who, std::string_view method, std::string_view proof) {
        return who.send_json(Method::Post, "/api/v1/sessions/current/step-up",
                             proof_body(method, proof));
    }

    http::Response make_recovery_codes(Browser& who) {
        return who.send_json(Method::Put, "/api/v1/me/factors/recovery-codes", "{}");
    }

    http::Response remove(Browser& who, std::string_view id) {
        return who.send_json(Method::Delete, "/api/v1/me/factors/" + std::string{id}, "{}");
    }

    static Json factors_of(Browser& who) { return body_of(who.get("/api/v1/me/factors")); }

    static std::string app_id(Browser& who) { return text(*factors_of(who).find("totp"), "id"); }

    /// Bodies whose `code` no program should send.
    static std::vector<std::string> broken_codes(std::string_view method) {
        std::vector<std::string> bodies;
        for (const auto* value :
             {R"("")", "true", "0", "123456", "null", "[]", R"(["123456"])", "{}"})
            bodies.push_back(R"({"method":")" + std::string{method} + R"(","code":)" + value + "}");
        bodies.push_back(R"({"method":")" + std::string{method} + R"("})");
        bodies.push_back(R"({"method":")" + std::string{method} + R"(","code":"not a code"})");
        return bodies;
    }
};

}  // namespace postern::test
