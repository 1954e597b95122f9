#include "api/admin/sites/requests.hpp"

#include <utility>

#include "postern/model/rules.hpp"

namespace postern::api::admin::sites {

namespace {

std::optional<SitePolicy> read_policy(Members& members) {
    if (!members.has("policy")) return std::nullopt;
    return parse_site_policy(members.required_word(
        "policy", {to_text(SitePolicy::SignedIn), to_text(SitePolicy::Public)}));
}

std::optional<Level> read_level(Members& members) {
    const auto number = members.optional_integer("level", 1, 3);
    return number ? to_level(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

/// 0 for null.
std::optional<std::chrono::seconds> read_max_age(Members& members) {
    if (members.is_null("max_age_seconds")) {
        members.pass_over({"max_age_seconds"});
        return std::chrono::seconds{0};
    }
    const auto age =
        members.optional_integer("max_age_seconds", kMinMaxAge.count(), kMaxMaxAge.count());
    return age ? std::optional{std::chrono::seconds{*age}} : std::nullopt;
}

std::optional<SiteCredentials> read_credentials(Members& members) {
    const auto words = members.optional_texts("credentials");
    if (!words) return std::nullopt;
    std::string text;
    for (const auto& word : *words) text.append(text.empty() ? "" : " ").append(word);
    auto credentials = parse_site_credentials(text);
    if (!credentials)
        members.refuse({"credentials", "invalid", "Name one or more of cookie, token and basic."});
    return credentials;
}

std::optional<SiteBasic> read_basic(Members& members) {
    if (!members.has("basic")) return std::nullopt;
    return parse_site_basic(members.required_word(
        "basic",
        {to_text(SiteBasic::Off), to_text(SiteBasic::Token), to_text(SiteBasic::Password)}));
}

std::optional<TokenAudience> read_audience(Members& members) {
    if (!members.has("token_audience")) return std::nullopt;
    return parse_token_audience(members.required_word(
        "token_audience", {to_text(TokenAudience::Issuer), to_text(TokenAudience::Site)}));
}

std::optional<bool> read_assertion(Members& members) {
    if (!members.has("assertion")) return std::nullopt;
    return members.optional_boolean("assertion", false);
}

std::optional<SiteIdentity> read_identity(Members& members) {
    if (!members.has("identity")) return std::nullopt;
    return parse_site_identity(members.required_word(
        "identity", {to_text(SiteIdentity::Email), to_text(SiteIdentity::Username),
                     to_text(SiteIdentity::Id)}));
}

std::optional<SiteRegistration> read_registration(Members& members) {
    if (!members.has("registration")) return std::nullopt;
    return parse_site_registration(members.required_word(
        "registration", {to_text(SiteRegistration::Inherit), to_text(SiteRegistration::Off)}));
}

/// All but the origin, which one request must have and the other may.
SitePatch read_settings(Members& members) {
    return {.policy = read_policy(members),
            .title = members.optional_text_or_null("title"),
            .description = members.optional_text_or_null("description"),
            .contact = members.optional_text_or_null("contact"),
            .level = read_level(members),
            .max_age = read_max_age(members),
            .credentials = read_credentials(members),
            .basic = read_basic(members),
            .audience = read_audience(members),
            .assertion = read_assertion(members),
            .identity = read_identity(members),
            .registration = read_registration(members)};
}

std::optional<std::string_view> view(const std::optional<std::string>& text) {
    return text ? std::optional<std::string_view>{*text} : std::nullopt;
}

}  // namespace

Result<NewSiteRequest, RequestError> NewSiteRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    NewSiteRequest wanted{.name = members->required_text("name"),
                          .origin = members->required_text("origin")};
    auto given = read_settings(*members);
    if (auto error = members->finish()) return fail(std::move(*error));
    const SiteTokens otherwise;
    wanted.policy = given.policy.value_or(wanted.policy);
    wanted.title = std::move(given.title).value_or("");
    wanted.description = std::move(given.description).value_or("");
    wanted.contact = std::move(given.contact).value_or("");
    wanted.demand.level = given.level.value_or(wanted.demand.level);
    if (given.max_age && given.max_age->count() != 0) wanted.demand.max_age = given.max_age;
    wanted.tokens = {.credentials = given.credentials.value_or(otherwise.credentials),
                     .basic = given.basic.value_or(otherwise.basic),
                     .audience = given.audience.value_or(otherwise.audience),
                     .assertion = given.assertion.value_or(otherwise.assertion),
                     .identity = given.identity.value_or(otherwise.identity)};
    wanted.registration = given.registration.value_or(wanted.registration);
    return wanted;
}

Result<SitePatch, RequestError> SitePatch::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    auto patch = read_settings(*members);
    patch.origin = members->optional_text("origin");
    if (auto error = members->finish()) return fail(std::move(*error));
    return patch;
}

service::TypedSiteChange SitePatch::change() const {
    return {.origin = view(origin),
            .policy = policy,
            .title = view(title),
            .description = view(description),
            .contact = view(contact),
            .level = level,
            .max_age = max_age,
            .credentials = credentials,
            .basic = basic,
            .audience = audience,
            .assertion = assertion,
            .identity = identity,
            .registration = registration};
}

Result<std::vector<std::string>, RequestError> parse_blocks(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    auto blocks = members->optional_texts("blocks");
    if (!members->has("blocks") || (blocks && blocks->empty()))
        members->refuse({"blocks", "required", "Name at least one, such as 192.0.2.0/24."});
    if (auto error = members->finish()) return fail(std::move(*error));
    return std::move(blocks).value_or(std::vector<std::string>{});
}

}  // namespace postern::api::admin::sites
