/// Response: an answer as a value, complete before its first byte is sent.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "postern/http/cookie.hpp"
#include "postern/http/status.hpp"

namespace postern::http {

class Response {
public:
    explicit Response(Status status) : status_{status} {}

    /// An answer with this Content-Type: style sheets, metrics, and what has no maker below.
    static Response with_body(Status status, std::string_view content_type, std::string body);
    /// `text/html; charset=utf-8`.
    static Response html(Status status, std::string body);
    /// `application/json`; errors are made by problem().
    static Response json(Status status, std::string body);
    /// `text/plain; charset=utf-8`.
    static Response text(Status status, std::string body);
    /// 303 See Other. Throws std::invalid_argument unless `location` is printable ASCII without
    /// space. Whether it may be followed is for the caller to decide.
    static Response redirect(std::string_view location);

    /// Adds a header. Throws std::invalid_argument when the name is no token, is one that
    /// serialize() writes (Status, Content-Length), or the value has a control character: nothing
    /// from outside can add a header.
    Response& add(std::string_view name, std::string_view value) &;
    Response&& add(std::string_view name, std::string_view value) &&;
    /// Takes all headers of this name away.
    void remove(std::string_view name);
    /// Adds it unless a header of this name is there.
    Response& add_default(std::string_view name, std::string_view value);
    Response&& with(const Cookie& cookie) &&;
    Response&& with(const std::vector<Cookie>& cookies) &&;

    Status status() const noexcept { return status_; }
    const std::string& body() const noexcept { return body_; }
    /// The first value of this header (name without case), or empty.
    std::string_view header(std::string_view name) const noexcept;
    const std::vector<std::pair<std::string, std::string>>& headers() const noexcept {
        return headers_;
    }

    /// The CGI form (RFC 3875, 6): `Status: 200 OK` first, then headers, Content-Length, blank
    /// line, body. The body is left out for `head_only`, its length is kept. 204 and 304 have no
    /// Content-Length and no body.
    std::string serialize(bool head_only) const;

private:
    Status status_;
    std::vector<std::pair<std::string, std::string>> headers_;
    std::string body_;
};

}  // namespace postern::http
