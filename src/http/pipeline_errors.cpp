#include "pipeline_errors.hpp"

#include "postern/base/check.hpp"
#include "postern/base/log.hpp"
#include "postern/http/oauth_error.hpp"
#include "postern/http/problem.hpp"

namespace postern::http {
namespace {

struct ErrorText {
    Status status;
    std::string_view code;    // for programs, stable
    std::string_view detail;  // for people
};

ErrorText text_of(PipelineError error) noexcept {
    switch (error) {
        case PipelineError::BadRequest:
            return {Status::BadRequest, "bad_request", "The request is malformed."};
        case PipelineError::NotFound:
            return {Status::NotFound, "not_found", "There is nothing at this address."};
        case PipelineError::MethodNotAllowed:
            return {Status::MethodNotAllowed, "method_not_allowed",
                    "This method is not allowed at this address."};
        case PipelineError::PayloadTooLarge:
            return {Status::PayloadTooLarge, "payload_too_large", "The request is too large."};
        case PipelineError::UnsupportedMediaType:
            return {Status::UnsupportedMediaType, "unsupported_media_type",
                    "This content type is not accepted at this address."};
        case PipelineError::CrossSite:
            return {Status::Forbidden, "cross_site_request", "The request came from another site."};
        case PipelineError::StaleForm:
            return {Status::Forbidden, "stale_form", "The form is no longer valid. Load it again."};
        case PipelineError::Unavailable:
            return {Status::ServiceUnavailable, "unavailable",
                    "The service is unavailable at the moment. Try again soon."};
        case PipelineError::Internal:
            return {Status::InternalServerError, "internal_error",
                    "Something went wrong on our side."};
    }
    check_failed("error is one of enum PipelineError", __FILE__, __LINE__);
}

// RFC 6749 has no code for an address, a method or a size: all of them are malformed requests. The
// status says more.
std::string_view oauth_code(PipelineError error) noexcept {
    switch (error) {
        case PipelineError::BadRequest:
        case PipelineError::NotFound:
        case PipelineError::MethodNotAllowed:
        case PipelineError::PayloadTooLarge:
        case PipelineError::UnsupportedMediaType:
        case PipelineError::CrossSite:
        case PipelineError::StaleForm:
            return "invalid_request";
        case PipelineError::Unavailable:
            return "temporarily_unavailable";
        case PipelineError::Internal:
            return "server_error";
    }
    check_failed("error is one of enum PipelineError", __FILE__, __LINE__);
}

Response plain(const ErrorText& text) {
    return Response::text(text.status, std::string{text.detail} + '\n');
}

Response page(PipelineError error, const Request& request, const PipelineHooks& hooks) {
    const auto text = text_of(error);
    if (!hooks.error_page) return plain(text);
    try {
        auto drawn = hooks.error_page(error, request);
        if (drawn.status() == text.status) return drawn;
    } catch (...) {  // whatever the page died of, the visitor still gets the error itself
    }
    log::error("error_page_failed", {{"code", text.code}, {"request_id", request.request_id}});
    return plain(text);
}

}  // namespace

Status status_of(PipelineError error) noexcept { return text_of(error).status; }

Response draw(PipelineError error, ErrorFormat format, const Request& request,
              const PipelineHooks& hooks) {
    const auto text = text_of(error);
    switch (format) {
        case ErrorFormat::Page:
            return page(error, request, hooks);
        case ErrorFormat::Problem:
            return problem(text.status, text.code, text.detail, {}, request.request_id);
        case ErrorFormat::Plain:
            return plain(text);
        case ErrorFormat::OAuth:
            return oauth_error(text.status, oauth_code(error), text.detail);
    }
    check_failed("format is one of enum ErrorFormat", __FILE__, __LINE__);
}

}  // namespace postern::http
