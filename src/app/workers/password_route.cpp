#include "app/workers/password_route.hpp"

#include <cstdlib>
#include <exception>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/base/log.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/http/response.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

constexpr std::string_view kAsk = "POSTERN_ASK";
constexpr std::string_view kAskPassword = "password";
constexpr std::string_view kSecret = "POSTERN_SECRET";

constexpr std::string_view kRight = "right ";
constexpr std::string_view kWrong = "wrong";
constexpr std::string_view kBusy = "busy";

/// The next field, taken off the front of `body`.
std::optional<std::string_view> take_field(std::string_view& body) {
    const auto colon = body.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto size = to_number(body.substr(0, colon));
    const auto rest = body.substr(colon + 1);
    if (!size || *size > rest.size()) return std::nullopt;
    body = rest.substr(*size);
    return rest.substr(0, *size);
}

PasswordAnswer answer_of(const Result<PublicId, service::GatePasswordError>& checked) {
    if (checked) return {PasswordVerdict::Right, *checked};
    switch (checked.error()) {
        case service::GatePasswordError::Wrong:
        case service::GatePasswordError::NeedsToken:
            return {PasswordVerdict::Wrong};
        case service::GatePasswordError::Busy:
        case service::GatePasswordError::Throttled:  // nobody has looked at it
            return {PasswordVerdict::Busy};
    }
    std::abort();  // a value outside the enum is a bug
}

std::string unchecked(std::string_view reason) {
    log::error("password_unchecked", {{"reason", reason}});
    return to_text(PasswordAnswer{});
}

}  // namespace

http::Parameters password_parameters(std::string_view secret) {
    http::Parameters parameters;
    parameters.add(kAsk, kAskPassword);
    parameters.add(kSecret, secret);
    return parameters;
}

Secret to_body(std::string_view site, const gate::TypedPassword& typed) {
    const std::string_view fields[] = {site, typed.user, typed.password.reveal(), typed.address,
                                       typed.user_agent};
    constexpr std::size_t kLongestNumber = 20;
    std::size_t bytes = 0;
    for (const auto field : fields) bytes += field.size() + kLongestNumber + 1;
    std::string body;
    body.reserve(bytes);  // a string that grows leaves copies behind
    for (const auto field : fields)
        body.append(std::to_string(field.size())).append(1, ':').append(field);
    return Secret{std::move(body)};
}

std::optional<PasswordQuestion> parse_password_question(std::string_view body) {
    const auto site = take_field(body);
    const auto user = take_field(body);
    const auto password = take_field(body);
    const auto address = take_field(body);
    const auto user_agent = take_field(body);
    if (!site || !user || !password || !address || !user_agent || !body.empty())
        return std::nullopt;
    return PasswordQuestion{std::string{*site}, std::string{*user}, Secret{*password},
                            std::string{*address}, std::string{*user_agent}};
}

std::string to_text(const PasswordAnswer& answer) {
    std::string line;
    switch (answer.verdict) {
        case PasswordVerdict::Right:
            line = answer.user ? std::string{kRight} + answer.user->text() : std::string{kBusy};
            break;
        case PasswordVerdict::Wrong:
            line = kWrong;
            break;
        case PasswordVerdict::Busy:
            line = kBusy;
            break;
    }
    return http::Response::text(http::Status::Ok, line + '\n').serialize(false);
}

PasswordAnswer parse_password_answer(std::string_view text) {
    constexpr std::string_view kBlankLine = "\r\n\r\n";
    const auto headers = text.find(kBlankLine);
    if (!text.starts_with("Status: 200 ") || headers == std::string_view::npos) return {};
    auto line = text.substr(headers + kBlankLine.size());
    if (!line.ends_with('\n')) return {};
    line.remove_suffix(1);
    if (line == kWrong) return {PasswordVerdict::Wrong};
    if (!line.starts_with(kRight)) return {};
    auto user = PublicId::parse(line.substr(kRight.size()));
    if (!user) return {};
    return {PasswordVerdict::Right, std::move(user)};
}

bool is_password_question(const http::Parameters& parameters, std::string_view secret) noexcept {
    return parameters.get(kAsk) == kAskPassword && !secret.empty() &&
           !parameters.has_duplicates() &&
           crypto::equal_constant_time(parameters.get(kSecret), secret);
}

std::string answer_password_question(std::string_view body,
                                     const service::GatePasswordService& passwords, TimePoint now) {
    try {
        const auto question = parse_password_question(body);
        if (!question) return unchecked("the question is malformed");
        const service::Client client{.address = question->address,
                                     .user_agent = question->user_agent};
        return to_text(answer_of(passwords.check(question->site, question->user,
                                                 question->password.reveal(), client, now)));
    } catch (const store::StoreError& error) {
        return unchecked(error.what());  // names a statement and an error number, never values
    } catch (const std::exception&) {
        return unchecked("hashing failed, or a bug");  // whose text might quote what was typed
    }
}

}  // namespace postern::app
