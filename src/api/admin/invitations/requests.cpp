#include "api/admin/invitations/requests.hpp"

#include <utility>

#include "api/body/page_request.hpp"
#include "postern/model/one_line.hpp"

namespace postern::api::admin::invitations {

namespace {

constexpr std::size_t kMaxReasonCodePoints = 200;

}  // namespace

Result<InvitationListQuery, RequestError> InvitationListQuery::parse(const http::Request& request) {
    std::vector<http::FieldProblem> problems;
    InvitationListQuery wanted{.limit = parse_limit(request, problems),
                               .cursor = parse_cursor_text(request, problems)};
    if (!problems.empty()) return fail(validation_failed(std::move(problems)));
    return wanted;
}

Result<InvitationRequest, RequestError> InvitationRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    InvitationRequest wanted{
        .email = members->required_text("email"),
        .display_name = members->optional_text_or_null("display_name").value_or(""),
        .language = members->optional_text_or_null("language").value_or(""),
        .groups = members->optional_texts("groups").value_or(std::vector<std::string>{}),
        .roles = members->optional_texts("roles").value_or(std::vector<std::string>{})};
    if (auto error = members->finish()) return fail(std::move(*error));
    return wanted;
}

Result<DeclineRequest, RequestError> DeclineRequest::parse(const http::Request& request) {
    if (request.body.empty()) return DeclineRequest{};
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    DeclineRequest wanted{.message = members->optional_text_or_null("message").value_or(""),
                          .reason = members->optional_text_or_null("reason").value_or("")};
    if (!wanted.reason.empty() && !one_line(wanted.reason, kMaxReasonCodePoints))
        members->refuse({"reason", "invalid",
                         "Use at most 200 characters on one line, without control characters."});
    if (auto error = members->finish()) return fail(std::move(*error));
    return wanted;
}

}  // namespace postern::api::admin::invitations
