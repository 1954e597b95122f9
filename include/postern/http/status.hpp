/// Status: the HTTP status codes that Postern answers with (RFC 9110, section 15).
#pragma once

#include <string_view>

namespace postern::http {

enum class Status {
    Ok = 200,
    Created = 201,
    Accepted = 202,
    NoContent = 204,
    SeeOther = 303,
    NotModified = 304,
    BadRequest = 400,
    Unauthorized = 401,
    Forbidden = 403,
    NotFound = 404,
    MethodNotAllowed = 405,
    NotAcceptable = 406,
    Conflict = 409,
    Gone = 410,
    PayloadTooLarge = 413,
    UnsupportedMediaType = 415,
    UnprocessableContent = 422,
    TooManyRequests = 429,
    InternalServerError = 500,
    ServiceUnavailable = 503,
};

/// The reason phrase, e.g. `Not Found`.
std::string_view reason(Status status) noexcept;

}  // namespace postern::http
