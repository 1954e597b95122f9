#include "api/factor/requests.hpp"

#include <utility>

namespace postern::api::factor {

namespace {

constexpr std::string_view kPassword = "password";
constexpr std::string_view kTotp = "totp";
constexpr std::string_view kRecoveryCode = "recovery_code";

/// Nothing for the password.
std::optional<service::CodeKind> kind_of(std::string_view method) {
    if (method == kTotp) return service::CodeKind::Totp;
    if (method == kRecoveryCode) return service::CodeKind::RecoveryCode;
    return std::nullopt;
}

/// The member that goes with the method; empty, with nothing noted, where the method is wrong.
Secret proof_of(Members& members, std::string_view method) {
    if (method.empty()) {
        members.pass_over({"code", "password"});
        return {};
    }
    return Secret{members.required_text(kind_of(method) ? "code" : "password")};
}

}  // namespace

Result<CodeRequest, RequestError> CodeRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    const auto method = members->required_word("method", {kTotp, kRecoveryCode});
    auto code = proof_of(*members, method);
    if (auto error = members->finish()) return fail(std::move(*error));
    return CodeRequest{.kind = kind_of(method).value(), .code = std::move(code)};
}

Result<StepUpRequest, RequestError> StepUpRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    const auto method = members->required_word("method", {kPassword, kTotp, kRecoveryCode});
    auto proof = proof_of(*members, method);
    if (auto error = members->finish()) return fail(std::move(*error));
    return StepUpRequest{.kind = kind_of(method), .proof = std::move(proof)};
}

Result<ConfirmRequest, RequestError> ConfirmRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    ConfirmRequest confirmed{.code = Secret{members->required_text("code")}};
    if (auto error = members->finish()) return fail(std::move(*error));
    return confirmed;
}

}  // namespace postern::api::factor
