#include "api/admin/users/requests.hpp"

#include <utility>

#include "api/body/page_request.hpp"
#include "api/body/query.hpp"
#include "postern/model/network.hpp"
#include "postern/model/one_line.hpp"
#include "postern/service/access/rules_service.hpp"

namespace postern::api::admin::users {

namespace {

using Problems = std::vector<http::FieldProblem>;

PartQuery read_part(const http::Request& request, Problems& problems) {
    return {.limit = parse_limit(request, problems),
            .cursor = parse_cursor_text(request, problems)};
}

std::optional<store::UserState> read_state(const http::Request& request, Problems& problems) {
    const auto text = query_text(request, "state", problems);
    if (!text) return std::nullopt;
    auto state = store::parse_user_state(*text);
    if (!state)
        problems.push_back(
            {"state", "invalid", "Use active, disabled, deleting, waiting or unconfirmed."});
    return state;
}

std::optional<bool> read_second_factor(const http::Request& request, Problems& problems) {
    const auto text = query_text(request, "second_factor", problems);
    if (!text) return std::nullopt;
    if (*text == "true" || *text == "false") return *text == "true";
    problems.push_back({"second_factor", "invalid", "Use true or false."});
    return std::nullopt;
}

store::UserQuery::Order read_order(const http::Request& request, Problems& problems) {
    using enum store::UserQuery::Order;
    const auto text = query_text(request, "order", problems);
    if (!text || *text == "newest") return Newest;
    if (*text == "email") return Email;
    problems.push_back({"order", "invalid", "Use newest or email."});
    return Newest;
}

std::optional<PublicId> read_user(const http::Request& request, Problems& problems) {
    const auto text = query_text(request, "user", problems);
    if (!text) return std::nullopt;
    auto id = PublicId::parse(*text);
    if (!id) problems.push_back({"user", "unknown", "Use the id of a user, 22 characters."});
    return id;
}

std::string read_address(const http::Request& request, Problems& problems) {
    auto address = query_text(request, "address", problems);
    if (address && !is_address(*address))
        problems.push_back({"address", "invalid", "Use an address, such as 192.0.2.7."});
    return std::move(address).value_or("");
}

std::string read_reason(Members& members) {
    const auto typed = members.optional_text_or_null("reason").value_or("");
    if (typed.empty()) return {};
    auto reason = one_line(typed, service::kMaxReasonCodePoints);
    if (!reason)
        members.refuse({"reason", "invalid",
                        "Use one line of at most 200 characters, without control characters."});
    return std::move(reason).value_or("");
}

std::optional<std::string_view> view(const std::optional<std::string>& text) {
    return text ? std::optional<std::string_view>{*text} : std::nullopt;
}

}  // namespace

Result<UserListQuery, RequestError> UserListQuery::parse(const http::Request& request) {
    Problems problems;
    UserListQuery wanted{.query = {.search = query_text(request, "search", problems).value_or(""),
                                   .state = read_state(request, problems),
                                   .second_factor = read_second_factor(request, problems),
                                   .group = query_text(request, "group", problems).value_or(""),
                                   .order = read_order(request, problems)},
                         .part = read_part(request, problems)};
    if (!problems.empty()) return fail(validation_failed(std::move(problems)));
    return wanted;
}

Result<SessionListQuery, RequestError> SessionListQuery::parse(const http::Request& request) {
    Problems problems;
    SessionListQuery wanted{
        .query = {.user = read_user(request, problems), .address = read_address(request, problems)},
        .part = read_part(request, problems)};
    if (!problems.empty()) return fail(validation_failed(std::move(problems)));
    return wanted;
}

Result<PartQuery, RequestError> parse_part(const http::Request& request) {
    Problems problems;
    auto part = read_part(request, problems);
    if (!problems.empty()) return fail(validation_failed(std::move(problems)));
    return part;
}

Result<NewUserRequest, RequestError> NewUserRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    const auto optional = [&members](std::string_view name) {
        return members->optional_text_or_null(name).value_or("");
    };
    NewUserRequest user{.email = members->required_text("email"),
                        .display_name = members->required_text("display_name"),
                        .language = optional("language"),
                        .username = optional("username"),
                        .given_name = optional("given_name"),
                        .family_name = optional("family_name")};
    if (auto error = members->finish()) return fail(std::move(*error));
    return user;
}

Result<UserPatch, RequestError> UserPatch::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    UserPatch patch{.email = members->optional_text("email"),
                    .display_name = members->optional_text("display_name"),
                    .language = members->optional_text_or_null("language"),
                    .time_zone = members->optional_text_or_null("time_zone"),
                    .username = members->optional_text_or_null("username"),
                    .given_name = members->optional_text_or_null("given_name"),
                    .family_name = members->optional_text_or_null("family_name"),
                    .reason = read_reason(*members)};
    if (auto error = members->finish()) return fail(std::move(*error));
    return patch;
}

service::UserEdit UserPatch::edit() const {
    return {.email = view(email),
            .display_name = view(display_name),
            .language = view(language),
            .time_zone = view(time_zone),
            .username = view(username),
            .given_name = view(given_name),
            .family_name = view(family_name)};
}

Result<std::string, RequestError> parse_reason(const http::Request& request) {
    if (request.body.empty()) return std::string{};
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    auto reason = read_reason(*members);
    if (auto error = members->finish()) return fail(std::move(*error));
    return reason;
}

}  // namespace postern::api::admin::users
