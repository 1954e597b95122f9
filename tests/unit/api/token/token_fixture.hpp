/// token_fixture: programs at the JSON interface, which keep no cookies and are no browsers.
#pragma once

#include <boost/test/unit_test.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "postern/service/token/signing_key_service.hpp"
#include "support/api_fixture.hpp"

namespace postern::test {

/// Sends no header of a browser, and what it is given of a token.
class Program {
public:
    explicit Program(WebFixture& web) : browser_{web} {
        browser_.user_agent = "curl/7.88.1";
        browser_.before_sending = [this](http::Request& request) {
            request.sec_fetch_site.clear();
            request.origin.clear();
            if (!token_.empty()) request.authorization = "Bearer " + token_;
        };
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    http::Response send(http::Method method, std::string_view path, std::string body = {}) {
        return browser_.send_json(method, path, std::move(body));
    }
    /// The same with a token.
    http::Response send_by(std::string_view token, http::Method method, std::string_view path,
                           std::string body = {}) {
        token_ = token;
        auto answer = send(method, path, std::move(body));
        token_.clear();
        return answer;
    }
    http::Response get_by(std::string_view token, std::string_view path) {
        return send_by(token, http::Method::Get, path);
    }

    /// Those that it would have to keep, or that a test has put in its jar.
    std::map<std::string, std::string>& cookies() { return browser_.cookies; }

private:
    Browser browser_;
    std::string token_;
};

struct TokenApiFixture : ApiFixture {
    using Json = json::Json;
    using Method = http::Method;
    using Status = http::Status;

    static constexpr std::string_view kSessionCookie = "__Secure-postern_example_org";
    static constexpr std::string_view kTokens = "/api/v1/tokens";
    static constexpr std::string_view kAccessTokens = "/api/v1/me/access-tokens";

    Program program{*this};

    TokenApiFixture() {
        BOOST_REQUIRE(!wiring.signing_keys.keep_up(now).empty());
        sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now).value();
    }

    /// A request for tokens with Ann's password, and more members.
    static std::string grant_body(Json::Object more = {},
                                  std::string_view password = kGoodPassword) {
        Json::Object body{{"email", "ann@example.org"}, {"password", password}};
        for (auto& member : more) body.push_back(std::move(member));
        return Json{std::move(body)}.dump();
    }
    http::Response ask_for_tokens(const std::string& body) {
        return program.send(Method::Post, kTokens, body);
    }
    /// REQUIRES: that Ann gets tokens by the password and these members.
    Json granted(Json::Object more = {}) {
        const auto answer = ask_for_tokens(grant_body(std::move(more)));
        BOOST_REQUIRE(answer.status() == Status::Created);
        return body_of(answer);
    }
    std::string access_token(Json::Object more = {}) {
        return text(granted(std::move(more)), "access_token");
    }
    /// An access token with this one scope.
    std::string access_token_for(std::string_view scope) {
        return access_token({{"scopes", Json::Array{Json{scope}}}});
    }

    http::Response refresh(std::string_view refresh_token) {
        return program.send(Method::Post, "/api/v1/tokens/refresh",
                            Json{Json::Object{{"refresh_token", refresh_token}}}.dump());
    }
    http::Response revoke(std::string_view token) {
        return program.send(Method::Post, "/api/v1/tokens/revoke",
                            Json{Json::Object{{"token", token}}}.dump());
    }
    bool opens(std::string_view token) {
        return program.get_by(token, "/api/v1/me").status() == Status::Ok;
    }

    /// Ann's, in the session of `browser`. REQUIRES: a fresh one.
    std::string personal_token(std::string_view scope = "account:read") {
        const auto answer = browser.send_json(
            Method::Post, kAccessTokens,
            Json{Json::Object{{"name", "Nightly"}, {"scopes", Json::Array{Json{scope}}}}}.dump());
        BOOST_REQUIRE(answer.status() == Status::Created);
        return text(body_of(answer), "token");
    }

    /// The texts of a list, with single spaces.
    static std::string joined(const Json& object, std::string_view name) {
        const auto* list = object.find(name);
        BOOST_REQUIRE(list != nullptr && list->array() != nullptr);
        std::string all;
        for (const auto& word : *list->array()) all += (all.empty() ? "" : " ") + *word.string();
        return all;
    }
    static const Json::Array& items(const Json& object, std::string_view name) {
        const auto* list = object.find(name);
        BOOST_REQUIRE(list != nullptr && list->array() != nullptr);
        return *list->array();
    }
    static std::int64_t number(const Json& object, std::string_view name) {
        const auto* member = object.find(name);
        BOOST_REQUIRE(member != nullptr && member->integer() != nullptr);
        return *member->integer();
    }
    std::size_t sessions_of_ann() { return sessions.list(ann, now).size(); }
};

}  // namespace postern::test
