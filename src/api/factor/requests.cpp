#include "api/factor/requests.hpp"

#include <utility>

#include "api/body/passkeys.hpp"

namespace postern::api::factor {

namespace {

constexpr std::string_view kPassword = "password";
constexpr std::string_view kTotp = "totp";
constexpr std::string_view kRecoveryCode = "recovery_code";
constexpr std::string_view kPasskey = "passkey";

/// Nothing for the password.
std::optional<service::CodeKind> kind_of(std::string_view method) {
    if (method == kTotp) return service::CodeKind::Totp;
    if (method == kRecoveryCode) return service::CodeKind::RecoveryCode;
    return std::nullopt;
}

ProofRequest read_proof(Members& members, const std::vector<std::string_view>& methods) {
    const auto method = members.required_word("method", methods);
    ProofRequest proof{.kind = kind_of(method)};
    if (method.empty())
        members.pass_over({"code", kPassword, kPasskey});
    else if (method == kPasskey)
        proof.passkey = required_assertion(members);
    else
        proof.typed = Secret{members.required_text(proof.kind ? "code" : kPassword)};
    return proof;
}

service::PasskeyPurpose purpose_of(std::string_view word) {
    if (word == "second_factor") return service::PasskeyPurpose::SecondFactor;
    if (word == "step_up") return service::PasskeyPurpose::StepUp;
    return service::PasskeyPurpose::SignIn;
}

/// A passkey where none is named, or a wrong one.
PasskeyKind passkey_kind(Members& members) {
    const auto word = members.optional_word(
        "kind", {to_text(PasskeyKind::Passkey), to_text(PasskeyKind::SecurityKey)});
    return parse_passkey_kind(word).value_or(PasskeyKind::Passkey);
}

}  // namespace

Result<ProofRequest, RequestError> ProofRequest::parse_second_factor(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    auto proof = read_proof(*members, {kTotp, kRecoveryCode, kPasskey});
    proof.trust_device = members->optional_boolean("trust_device", false);
    if (auto error = members->finish()) return fail(std::move(*error));
    return proof;
}

Result<ProofRequest, RequestError> ProofRequest::parse_step_up(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    auto proof = read_proof(*members, {kPassword, kTotp, kRecoveryCode, kPasskey});
    if (auto error = members->finish()) return fail(std::move(*error));
    return proof;
}

Result<ConfirmRequest, RequestError> ConfirmRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    ConfirmRequest confirmed{.code = Secret{members->required_text("code")}};
    if (auto error = members->finish()) return fail(std::move(*error));
    return confirmed;
}

Result<ChallengeRequest, RequestError> ChallengeRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    const auto word = members->optional_word("for", {"sign_in", "second_factor", "step_up"});
    if (auto error = members->finish()) return fail(std::move(*error));
    return ChallengeRequest{.purpose = purpose_of(word)};
}

Result<CreationRequest, RequestError> CreationRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    const CreationRequest creation{.kind = passkey_kind(*members)};
    if (auto error = members->finish()) return fail(std::move(*error));
    return creation;
}

Result<NewPasskeyRequest, RequestError> NewPasskeyRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    const auto kind = passkey_kind(*members);
    auto name = members->optional_text("name");
    auto answer = required_registration(*members);
    if (auto error = members->finish()) return fail(std::move(*error));
    return NewPasskeyRequest{
        .kind = kind, .name = std::move(name).value_or(""), .answer = std::move(answer).value()};
}

Result<RenameRequest, RequestError> RenameRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    RenameRequest rename{.name = members->required_text("name")};
    if (auto error = members->finish()) return fail(std::move(*error));
    return rename;
}

}  // namespace postern::api::factor
