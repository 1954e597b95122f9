/// password_route: how a gate worker asks a portal worker whether a password of HTTP Basic is
/// right, and how that answers.
///
/// A FastCGI request like nginx's, over the same socket, that never goes through the pipeline: the
/// parameter POSTERN_ASK says what it is, and POSTERN_SECRET proves that the gate asks. nginx sends
/// neither. What is asked is in the body, so that no log of parameters can hold it: five fields,
/// each as its length in decimal, a colon and its bytes. The answer's body is one line: `right` and
/// the user's public id, `wrong`, or `busy`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/workers/password_thread.hpp"
#include "postern/base/clock.hpp"
#include "postern/base/secret.hpp"
#include "postern/http/parameters.hpp"
#include "postern/service/sign_in/gate_password_service.hpp"

namespace postern::app {

struct PasswordQuestion {
    std::string site;
    std::string user;
    Secret password;
    std::string address;  ///< of the network
    std::string user_agent;
};

/// `secret`: that of shm::GateSecrets::ask_secret().
http::Parameters password_parameters(std::string_view secret);
Secret to_body(std::string_view site, const gate::TypedPassword& typed);
/// Nothing when it is not exactly such a body.
std::optional<PasswordQuestion> parse_password_question(std::string_view body);

/// In CGI form.
std::string to_text(const PasswordAnswer& answer);
/// Busy for what is no such answer.
PasswordAnswer parse_password_answer(std::string_view text);

/// Whether the gate asks for a password. Takes the same time wherever a wrong secret differs.
bool is_password_question(const http::Parameters& parameters, std::string_view secret) noexcept;

/// The answer in CGI form. Busy when it can't be known. Never throws, and never says "wrong" of a
/// password that nobody has looked at.
std::string answer_password_question(std::string_view body,
                                     const service::GatePasswordService& passwords, TimePoint now);

}  // namespace postern::app
