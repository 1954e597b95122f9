#include "api/token/requests.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "postern/model/one_line.hpp"

namespace postern::api::token {

namespace {

constexpr std::string_view kTotp = "code";
constexpr std::string_view kRecoveryCode = "recovery_code";

/// Nothing, with a problem noted, when one of them is no scope.
std::optional<Scopes> scopes_of(Members& members, const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text.append(text.empty() ? "" : " ").append(word);
    if (auto scopes = Scopes::parse(text)) return scopes;
    members.refuse({"scopes", "invalid",
                    "Use account:read, account:write, access:ask, admin:read, admin:write, site:* "
                    "and site:NAME."});
    return std::nullopt;
}

/// What a program gets that asks for nothing in particular.
Scopes default_scopes(const std::string& site) {
    if (!site.empty()) {
        Scopes scopes;
        scopes.add_site(site);
        return scopes;
    }
    Scopes scopes{ApiScope::AccountRead, ApiScope::AccountWrite};
    scopes.add_all_sites();
    return scopes;
}

Scopes grant_scopes(Members& members, const std::string& site) {
    const auto words = members.optional_texts("scopes");
    if (!words) return default_scopes(site);
    if (words->empty()) {
        members.refuse({"scopes", "required", "Leave it out for the usual scopes."});
        return {};
    }
    auto scopes = scopes_of(members, *words);
    if (!scopes) return {};
    if (!site.empty() && !scopes->has_site(site))
        members.refuse({"scopes", "invalid", "They leave out the site that the tokens are for."});
    return std::move(*scopes);
}

std::string grant_name(Members& members) {
    const auto typed = members.optional_text("name");
    if (!typed) return {};
    auto name = one_line(*typed, kMaxTokenNameCodePoints);
    if (!name) members.refuse({"name", "invalid", "Use 1 to 100 characters on one line."});
    return std::move(name).value_or("");
}

/// A name that no site can have is that of no site.
std::string grant_site(Members& members) {
    auto site = members.optional_text("site").value_or("");
    const auto scopes = Scopes::parse("site:" + site);
    if (site.empty() || (scopes && scopes->names_site(site))) return site;
    members.refuse({"site", "unknown", "There is no site of this name."});
    return {};
}

std::optional<Credentials> credentials_of(Members& members) {
    if (!members.has("email") && !members.has("password")) {
        for (const auto member : {kTotp, kRecoveryCode})
            if (members.has(member))
                members.refuse(
                    {std::string{member}, "invalid", "Send it with the address and the password."});
        members.pass_over({kTotp, kRecoveryCode});
        return std::nullopt;
    }
    Credentials credentials{.email = members.required_text("email"),
                            .password = Secret{members.required_text("password")}};
    const bool both = members.has(kTotp) && members.has(kRecoveryCode);
    if (both) members.refuse({std::string{kRecoveryCode}, "invalid", "Send one code, not two."});
    if (auto code = members.optional_text(kTotp)) {
        credentials.kind = service::CodeKind::Totp;
        credentials.code = Secret{std::move(*code)};
    }
    if (auto code = members.optional_text(kRecoveryCode); code && !both) {
        credentials.kind = service::CodeKind::RecoveryCode;
        credentials.code = Secret{std::move(*code)};
    }
    return credentials;
}

}  // namespace

Result<NewTokensRequest, RequestError> NewTokensRequest::parse(const http::Request& request) {
    if (request.body.empty()) return NewTokensRequest{.grant = {.scopes = default_scopes("")}};
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    NewTokensRequest wanted{.credentials = credentials_of(*members)};
    wanted.grant.site = grant_site(*members);
    wanted.grant.scopes = grant_scopes(*members, wanted.grant.site);
    wanted.grant.name = grant_name(*members);
    if (auto error = members->finish()) return fail(std::move(*error));
    return wanted;
}

Result<TokenRequest, RequestError> TokenRequest::parse(std::string_view member,
                                                       const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    TokenRequest token{.token = Secret{members->required_text(member)}};
    if (auto error = members->finish()) return fail(std::move(*error));
    return token;
}

Result<NewAccessTokenRequest, RequestError> NewAccessTokenRequest::parse(
    const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    NewAccessTokenRequest body{.wanted = {.name = members->required_text("name"), .scopes = {}}};
    if (!members->has("scopes")) members->refuse({"scopes", "required", "This member is missing."});
    if (const auto words = members->optional_texts("scopes"))
        body.wanted.scopes = scopes_of(*members, *words).value_or(Scopes{});
    body.wanted.expires_at = members->optional_time("expires_at");
    if (auto error = members->finish()) return fail(std::move(*error));
    return body;
}

}  // namespace postern::api::token
