/// Form: the fields of an HTML form post, read by cgicc behind strict checks.
///
/// application/x-www-form-urlencoded only, at most kMaxBytes and kMaxFields; most rows allow a
/// smaller body (Route::max_body_bytes). A field name that occurs twice (compared without case, as
/// cgicc does), NUL, invalid UTF-8 or a broken percent escape in any field refuses the whole form:
/// one meaning, or none. Fields of the query string never count.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "postern/base/result.hpp"
#include "postern/http/request.hpp"
#include "postern/http/status.hpp"

namespace postern::http {

struct FormError {
    Status status;        ///< 400, 413 or 415
    std::string message;  ///< for people; quotes nothing that was sent
};

class Form {
public:
    static constexpr std::size_t kMaxBytes = 256 * 1024;
    static constexpr std::size_t kMaxFields = 64;
    static constexpr std::size_t kMaxFieldBytes = 64 * 1024;

    static Result<Form, FormError> parse(const Request& request);
    /// For tests and fuzzing: the same rules over a bare body.
    static Result<Form, FormError> parse_body(std::string_view body);

    /// The field's value, empty when absent.
    std::string_view get(std::string_view name) const noexcept;
    bool has(std::string_view name) const noexcept;

private:
    std::map<std::string, std::string, std::less<>> fields_;
};

}  // namespace postern::http
