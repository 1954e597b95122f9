#include "api/body/passkeys.hpp"

#include "api/body/answers.hpp"
#include "postern/http/problem.hpp"

namespace postern::api {

namespace {

http::FieldProblem bad_passkey() {
    return {"passkey", "invalid", "Send what the browser answered: PublicKeyCredential.toJSON()."};
}

template <class Answer>
std::optional<Answer> required_answer(Members& members,
                                      std::optional<Answer> (*read)(const json::Json&)) {
    const auto* object = members.required_object("passkey");
    if (!object) return std::nullopt;
    auto answer = read(*object);
    if (!answer) members.refuse(bad_passkey());
    return answer;
}

}  // namespace

std::optional<crypto::AssertionResponse> required_assertion(Members& members) {
    return required_answer(members, service::read_passkey_assertion);
}

std::optional<service::PasskeyRegistration> required_registration(Members& members) {
    return required_answer(members, service::read_passkey_registration);
}

http::Response malformed_passkey(const http::Request& request) {
    return refuse(validation_failed({bad_passkey()}), request);
}

http::Response passkey_refused(http::Status status, const http::Request& request) {
    auto refused = http::problem(status, "passkey_refused",
                                 "This passkey cannot be used here. Use another one, or another "
                                 "way.",
                                 {}, request.request_id);
    if (status == http::Status::Unauthorized) refused.add("WWW-Authenticate", kChallenge);
    return refused;
}

http::Response passkey_expired(const http::Request& request) {
    return http::problem(http::Status::Conflict, "passkey_expired",
                         "The challenge is too old, was answered before, or was made for another "
                         "browser, session or purpose. Get a new one.",
                         {}, request.request_id);
}

http::Response passkeys_unavailable(const http::Request& request) {
    return http::problem(http::Status::ServiceUnavailable, "passkeys_unavailable",
                         "Passkeys cannot be used on this server: they need https, a host name "
                         "and the key file. Use another way, or ask the administrator.",
                         {}, request.request_id);
}

}  // namespace postern::api
