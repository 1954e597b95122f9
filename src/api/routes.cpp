#include <fstream>
#include <iterator>
#include <stdexcept>

#include "api/handlers.hpp"
#include "postern/http/json.hpp"

namespace postern::api {

namespace {

constexpr http::JsonLimits kDocumentLimits{
    .max_bytes = 1024 * 1024, .max_depth = 64, .max_values = 100'000};

http::Handler get_openapi(std::string document) {
    return [document = std::move(document)](const http::Request&) {
        return http::Response::json(http::Status::Ok, document)
            .add("Cache-Control", "public, max-age=300");
    };
}

}  // namespace

std::string load_openapi(const std::string& folder) {
    const std::string path = folder + "/openapi.json";
    std::ifstream file{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (!file) throw std::runtime_error{"cannot read " + path};
    if (const auto json = http::Json::parse(text, kDocumentLimits); !json)
        throw std::runtime_error{path + " is no JSON: " + json.error().message};
    return text;
}

std::vector<http::Route> routes(const Services& services, const Settings& settings) {
    using http::Face;
    using http::Guard;
    using enum http::Method;
    const auto& s = services;
    return {
        {Get, "/api/openapi.json", Guard::None, Face::Api, get_openapi(settings.openapi)},
        {Post, "/api/v1/users", Guard::Json, Face::Api, PostUsers{s, settings.password_needs}},
        {Post, "/api/v1/sessions", Guard::Json, Face::Api, PostSessions{s}},
        {Get, "/api/v1/sessions", Guard::None, Face::Api, signed_in(s, GetSessions{s})},
        {Delete, "/api/v1/sessions/current", Guard::Json, Face::Api,
         signed_in(s, DeleteCurrentSession{s})},
        {Delete, "/api/v1/sessions/{id}", Guard::Json, Face::Api, signed_in(s, DeleteSession{s})},
        {Get, "/api/v1/me", Guard::None, Face::Api, signed_in(s, GetMe{})},
    };
}

}  // namespace postern::api
