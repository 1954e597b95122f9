#include <fstream>
#include <iterator>
#include <stdexcept>

#include "api/account/account_answers.hpp"
#include "api/account/handlers.hpp"
#include "postern/json/json.hpp"

namespace postern::api {

namespace {

constexpr json::JsonLimits kDocumentLimits{
    .max_bytes = 1024 * 1024, .max_depth = 64, .max_values = 100'000};

http::Handler get_openapi(std::string document) {
    return [document = std::move(document)](const http::Request&) {
        return http::Response::json(http::Status::Ok, document)
            .add("Cache-Control", "public, max-age=300");
    };
}

/// The handler of what goes on by a mail. Where none is sent it would wait for ever.
http::Handler by_mail(const Settings& settings, http::Handler handler) {
    if (settings.mail_enabled) return handler;
    return [](const http::Request& request) { return refuse_without_mail(request); };
}

}  // namespace

std::string load_openapi(const std::string& folder) {
    const std::string path = folder + "/openapi.json";
    std::ifstream file{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (!file) throw std::runtime_error{"cannot read " + path};
    if (const auto json = json::Json::parse(text, kDocumentLimits); !json)
        throw std::runtime_error{path + " is no JSON: " + json.error().message};
    return text;
}

std::vector<http::Route> routes(const Services& services, const Settings& settings) {
    using http::ErrorFormat;
    using http::Guard;
    using enum http::Method;
    using Links = service::MailLinkService;
    const auto& s = services;
    const PasswordWords words{services.words, settings.password_needs};
    return {
        {Get, "/api/openapi.json", Guard::None, ErrorFormat::Problem,
         get_openapi(settings.openapi)},

        {Post, "/api/v1/users", Guard::Json, ErrorFormat::Problem, PostUsers{s, words}},
        {Post, "/api/v1/email-verifications", Guard::Json, ErrorFormat::Problem,
         by_mail(settings, PostMailRequest{s, MailKind::VerifyEmail})},
        {Put, "/api/v1/email-verifications", Guard::Json, ErrorFormat::Problem,
         PutLink{s, &Links::verify_email}},

        {Post, "/api/v1/sessions", Guard::Json, ErrorFormat::Problem, PostSessions{s}},
        {Get, "/api/v1/sessions", Guard::None, ErrorFormat::Problem, signed_in(s, GetSessions{s})},
        {Delete, "/api/v1/sessions", Guard::Json, ErrorFormat::Problem,
         signed_in(s, DeleteOtherSessions{s, words})},
        {Delete, "/api/v1/sessions/current", Guard::Json, ErrorFormat::Problem,
         signed_in(s, DeleteCurrentSession{s})},
        {Delete, "/api/v1/sessions/{id}", Guard::Json, ErrorFormat::Problem,
         signed_in(s, DeleteSession{s, words})},

        {Get, "/api/v1/me", Guard::None, ErrorFormat::Problem, signed_in(s, GetMe{})},
        {Patch, "/api/v1/me", Guard::Json, ErrorFormat::Problem, signed_in(s, PatchMe{s})},
        {Delete, "/api/v1/me", Guard::Json, ErrorFormat::Problem, signed_in(s, DeleteMe{s, words})},
        {Put, "/api/v1/me/password", Guard::Json, ErrorFormat::Problem,
         signed_in(s, PutPassword{s, words})},
        {Put, "/api/v1/me/email", Guard::Json, ErrorFormat::Problem,
         by_mail(settings, signed_in(s, PutEmail{s, words}))},
        {Get, "/api/v1/me/events", Guard::None, ErrorFormat::Problem, signed_in(s, GetEvents{s})},

        {Put, "/api/v1/email-changes", Guard::Json, ErrorFormat::Problem,
         PutLink{s, &Links::change_email}},
        {Delete, "/api/v1/email-changes", Guard::Json, ErrorFormat::Problem,
         PutLink{s, &Links::undo_email_change}},
        {Post, "/api/v1/password-resets", Guard::Json, ErrorFormat::Problem,
         by_mail(settings, PostMailRequest{s, MailKind::ResetPassword})},
        {Put, "/api/v1/password-resets", Guard::Json, ErrorFormat::Problem,
         PutPasswordResets{s, words}},
        {Post, "/api/v1/account-restorations", Guard::Json, ErrorFormat::Problem,
         by_mail(settings, PostMailRequest{s, MailKind::DeletionScheduled})},
        {Put, "/api/v1/account-restorations", Guard::Json, ErrorFormat::Problem,
         PutLink{s, &Links::keep_account}},
    };
}

}  // namespace postern::api
