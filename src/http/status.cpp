#include "postern/http/status.hpp"

#include "postern/base/check.hpp"

namespace postern::http {

std::string_view reason(Status status) noexcept {
    switch (status) {
        case Status::Ok:
            return "OK";
        case Status::Created:
            return "Created";
        case Status::Accepted:
            return "Accepted";
        case Status::NoContent:
            return "No Content";
        case Status::SeeOther:
            return "See Other";
        case Status::NotModified:
            return "Not Modified";
        case Status::BadRequest:
            return "Bad Request";
        case Status::Unauthorized:
            return "Unauthorized";
        case Status::Forbidden:
            return "Forbidden";
        case Status::NotFound:
            return "Not Found";
        case Status::MethodNotAllowed:
            return "Method Not Allowed";
        case Status::NotAcceptable:
            return "Not Acceptable";
        case Status::Conflict:
            return "Conflict";
        case Status::Gone:
            return "Gone";
        case Status::PayloadTooLarge:
            return "Content Too Large";
        case Status::UnsupportedMediaType:
            return "Unsupported Media Type";
        case Status::UnprocessableContent:
            return "Unprocessable Content";
        case Status::TooManyRequests:
            return "Too Many Requests";
        case Status::InternalServerError:
            return "Internal Server Error";
        case Status::ServiceUnavailable:
            return "Service Unavailable";
    }
    check_failed("status is one of enum Status", __FILE__, __LINE__);
}

}  // namespace postern::http
