#include "support/web_fixture.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "postern/base/bytes.hpp"
#include "postern/portal/portal.hpp"
#include "postern/store/store_error.hpp"
#include "postern/text/templates.hpp"

namespace postern::test {

namespace {

std::string encode(const FormFields& fields) {
    std::string body;
    for (const auto& [name, value] : fields)
        body += (body.empty() ? "" : "&") + percent_encode(name) + '=' + percent_encode(value);
    return body;
}

std::string token_in(const std::string& html) {
    constexpr std::string_view kBefore = "name=\"form_token\" value=\"";
    const auto at = html.find(kBefore);
    if (at == std::string::npos) return {};
    const auto begin = at + kBefore.size();
    return html.substr(begin, html.find('"', begin) - begin);
}

}  // namespace

text::Catalogue source_words() { return text::Catalogue::load("src/text/messages"); }

std::map<std::string, std::string> template_files() {
    std::map<std::string, std::string> text_of;
    for (const auto& entry : std::filesystem::directory_iterator{"src/portal/templates"}) {
        std::ifstream file{entry.path()};
        text_of[entry.path().filename().string()] = {std::istreambuf_iterator<char>{file}, {}};
    }
    return text_of;
}

std::string template_text(const std::string& name) {
    const text::TemplateFiles files{.folder = "src/portal/templates",
                                    .extension = ".html",
                                    .format = text::TemplateFormat::Html,
                                    .names = {name}};
    return text::Templates::read(files, source_words(), name);
}

const portal::Pages& source_pages() {
    static const portal::Pages pages = portal::Pages::load("src/portal", source_words());
    return pages;
}

portal::Services WebFixture::portal_services(const service::RegistrationService& registrations) {
    return {.sign_in = logins,
            .passkey_sign_in = passkey_sign_in,
            .second_factor = second_factor,
            .lost_factor = mail_enabled ? mailing_lost_factor : wiring.lost_factor,
            .step_up = step_up,
            .mailed_codes = enrolling->mailed_codes,
            .factors = enrolling->factors,
            .passkeys = enrolling->passkeys,
            .trust = wiring.trust,
            .sign_out = sign_out,
            .registration = registrations,
            .invitations = *inviting,
            .approvals = wiring.approvals,
            .duties = *duties,
            .passwords = passwords,
            .requests = requests,
            .sessions = sessions,
            .account = account,
            .devices = devices,
            .history = history,
            .links = links,
            .sites = sites,
            .access_requests = mail_enabled ? mailing_access_requests : wiring.access_requests,
            .grants = wiring.grants,
            .rules = wiring.rules,
            .drafts = wiring.drafts,
            .rules_text = rules_text,
            .groups = wiring.groups,
            .users = wiring.users,
            .directory = wiring.directory,
            .session_directory = wiring.session_directory,
            .audit = wiring.audit_reader,
            .outbox = wiring.outbox,
            .statistics = wiring.statistics,
            .inspection = inspection,
            .tokens = wiring.tokens,
            .personal_tokens = wiring.personal_tokens,
            .key_chest = wiring.key_chest,
            .cookies = cookies,
            .entropy = entropy,
            .is_ready = [this] { return ready; }};
}

api::Services WebFixture::api_services(const service::RegistrationService& registrations,
                                       app::Services& all) {
    static const auto words = source_words();
    const app::Services& enrols = enrolling == &wiring ? all : *enrolling;
    return {.sign_in = all.sign_in,
            .passkey_sign_in = all.passkey_sign_in,
            .sign_out = all.sign_out,
            .registration = registrations,
            .invitations = *inviting,
            .approvals = all.approvals,
            .duties = *duties,
            .sessions = all.sessions,
            .account = all.account,
            .devices = all.devices,
            .links = all.links,
            .history = all.history,
            .second_factor = all.second_factor,
            .step_up = all.step_up,
            .mailed_codes = enrols.mailed_codes,
            .factors = enrols.factors,
            .passkeys = enrols.passkeys,
            .trust = all.trust,
            .lost_factor = mail_enabled ? mailing_lost_factor : all.lost_factor,
            .grants = all.grants,
            .decisions = all.decisions,
            .groups = all.groups,
            .rules = all.rules,
            .users = all.users,
            .user_directory = all.directory,
            .session_directory = all.session_directory,
            .sites = all.sites,
            .audit = all.audit_reader,
            .outbox = all.outbox,
            .statistics = all.statistics,
            .inspection = inspection,
            .tokens = all.tokens,
            .personal_tokens = all.personal_tokens,
            .key_chest = all.key_chest,
            .cookies = cookies,
            .catalogue = words,
            .entropy = entropy};
}

http::Pipeline WebFixture::make_pipeline(const service::RegistrationService& registrations) {
    const portal::Settings settings{.origin = std::string{kPortalOrigin},
                                    .base_path = "",
                                    .language = "en",
                                    .mail_enabled = mail_enabled,
                                    .deletion_grace = std::chrono::days{7},
                                    .password_needs = passwords.needs(),
                                    .required_since = required_since,
                                    .trust_device = service_settings.sign_in.trust_ttl,
                                    .admin_networks = admin_networks,
                                    .reference = reference};
    const auto services = portal_services(registrations);
    auto rows = portal::routes(services, source_pages(), settings);
    auto api =
        api::routes(api_services(registrations, wiring), {.password_needs = passwords.needs(),
                                                          .mail_enabled = mail_enabled,
                                                          .language = "en",
                                                          .openapi = openapi,
                                                          .public_url = std::string{kPortalOrigin},
                                                          .admin_networks = admin_networks});
    std::ranges::move(api, std::back_inserter(rows));
    auto hooks = portal::hooks(services, source_pages(), settings);
    hooks.unavailable_reason = [](const std::exception& error) {
        return dynamic_cast<const store::StoreError*>(&error) ? std::optional<std::string>{""}
                                                              : std::nullopt;
    };
    return {http::Router{std::move(rows)}, {.public_origin = std::string{kPortalOrigin}}, hooks};
}

http::Request Browser::request(http::Method method, std::string_view path) const {
    http::Request request;
    request.method = method;
    const auto mark = path.find('?');
    request.path = path.substr(0, mark);
    if (mark != std::string_view::npos) request.query = path.substr(mark + 1);
    request.sec_fetch_site = method == http::Method::Get ? "none" : "same-origin";
    request.origin = method == http::Method::Get ? "" : kPortalOrigin;
    request.address = "192.0.2.7";
    request.user_agent = user_agent;
    request.request_id = "r-1";
    request.received = web_.now;
    for (const auto& [name, value] : cookies)
        request.cookies += (request.cookies.empty() ? "" : "; ") + name + '=' + value;
    return request;
}

http::Response Browser::send(http::Request request) {
    if (before_sending) before_sending(request);
    auto response = web_.pipeline.serve(std::move(request));
    for (const auto& [name, value] : response.headers()) {
        if (!equals_ignoring_ascii_case(name, "Set-Cookie")) continue;
        const auto pair = value.substr(0, value.find(';'));
        const auto equals = pair.find('=');
        cookies.erase(pair.substr(0, equals));
        if (value.find("Max-Age=0") == std::string::npos)
            cookies.emplace(pair.substr(0, equals), pair.substr(equals + 1));
    }
    if (auto token = token_in(response.body()); !token.empty()) form_token = std::move(token);
    return response;
}

http::Response Browser::get(std::string_view path) {
    return send(request(http::Method::Get, path));
}

http::Response Browser::post(std::string_view path, FormFields fields) {
    const auto is_token = [](const auto& field) { return field.first == "form_token"; };
    if (std::ranges::none_of(fields, is_token)) fields.emplace_back("form_token", form_token);
    auto sent = request(http::Method::Post, path);
    sent.content_type = "application/x-www-form-urlencoded";
    sent.body = encode(fields);
    return send(std::move(sent));
}

http::Response Browser::send_json(http::Method method, std::string_view path, std::string body) {
    auto sent = request(method, path);
    if (!body.empty()) sent.content_type = "application/json";
    sent.body = std::move(body);
    return send(std::move(sent));
}

http::Response Browser::sign_in(std::string_view email, FormFields more) {
    get("/login");
    more.emplace_back("email", email);
    more.emplace_back("password", kGoodPassword);
    return post("/login", std::move(more));
}

bool Browser::is_signed_in() { return get("/account").status() == http::Status::Ok; }

bool says(const http::Response& response, std::string_view text) {
    return response.body().find(text) != std::string::npos;
}

std::vector<std::string> cookies_set(const http::Response& response, std::string_view name) {
    std::vector<std::string> found;
    for (const auto& [header, value] : response.headers())
        if (header == "Set-Cookie" && value.starts_with(std::string{name} + '='))
            found.push_back(value);
    return found;
}

}  // namespace postern::test
