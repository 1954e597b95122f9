#include "postern/http/response.hpp"

#include <algorithm>
#include <stdexcept>

#include "postern/base/bytes.hpp"
#include "token.hpp"

namespace postern::http {
namespace {

// serialize() writes these itself; a second one would let an answer be read in two ways.
bool is_reserved(std::string_view name) noexcept {
    return equals_ignoring_ascii_case(name, "Status") ||
           equals_ignoring_ascii_case(name, "Content-Length");
}

// The texts quote nothing: they reach the log, and the value may come from outside.
void require_good_header(std::string_view name, std::string_view value) {
    if (!is_token(name)) throw std::invalid_argument{"header name is no token"};
    if (is_reserved(name)) throw std::invalid_argument{"header is written by serialize"};
    if (has_control(value)) throw std::invalid_argument{"header value has a control character"};
}

bool may_have_body(Status status) noexcept {
    return status != Status::NoContent && status != Status::NotModified;
}

}  // namespace

Response Response::with_body(Status status, std::string_view content_type, std::string body) {
    Response response{status};
    response.add("Content-Type", content_type);
    response.body_ = std::move(body);
    return response;
}

Response Response::html(Status status, std::string body) {
    return with_body(status, "text/html; charset=utf-8", std::move(body));
}

Response Response::json(Status status, std::string body) {
    return with_body(status, "application/json", std::move(body));
}

Response Response::text(Status status, std::string body) {
    return with_body(status, "text/plain; charset=utf-8", std::move(body));
}

Response Response::redirect(std::string_view location) {
    if (!is_visible_ascii(location)) throw std::invalid_argument{"location is not printable ASCII"};
    Response response{Status::SeeOther};
    response.add("Location", location);
    return response;
}

Response& Response::add(std::string_view name, std::string_view value) & {
    require_good_header(name, value);
    headers_.emplace_back(name, value);
    return *this;
}

Response&& Response::add(std::string_view name, std::string_view value) && {
    add(name, value);
    return std::move(*this);
}

void Response::remove(std::string_view name) {
    std::erase_if(headers_, [name](const auto& header) {
        return equals_ignoring_ascii_case(header.first, name);
    });
}

Response& Response::add_default(std::string_view name, std::string_view value) {
    const auto same_name = [name](const auto& header) {
        return equals_ignoring_ascii_case(header.first, name);
    };
    if (std::any_of(headers_.begin(), headers_.end(), same_name)) return *this;
    return add(name, value);
}

Response&& Response::with(const Cookie& cookie) && {
    add("Set-Cookie", cookie.to_header());
    return std::move(*this);
}

Response&& Response::with(const std::vector<Cookie>& cookies) && {
    for (const auto& cookie : cookies) add("Set-Cookie", cookie.to_header());
    return std::move(*this);
}

std::string_view Response::header(std::string_view name) const noexcept {
    for (const auto& [header_name, value] : headers_)
        if (equals_ignoring_ascii_case(header_name, name)) return value;
    return {};
}

std::string Response::serialize(bool head_only) const {
    std::string text = "Status: " + std::to_string(static_cast<int>(status_)) + ' ';
    text.append(reason(status_)).append("\r\n");
    for (const auto& [name, value] : headers_)
        text.append(name).append(": ").append(value).append("\r\n");
    if (!may_have_body(status_)) return text + "\r\n";
    text += "Content-Length: " + std::to_string(body_.size()) + "\r\n\r\n";
    if (!head_only) text += body_;
    return text;
}

}  // namespace postern::http
