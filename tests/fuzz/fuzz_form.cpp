// Form bodies and query strings: what a form accepts has one meaning for every reader.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/http/form.hpp"
#include "postern/http/request.hpp"

namespace {

using postern::http::Form;
using postern::http::Request;
using postern::http::Status;

void check_error(const postern::http::FormError& error) {
    POSTERN_CHECK(error.status == Status::BadRequest || error.status == Status::PayloadTooLarge);
    POSTERN_CHECK(!error.message.empty());
}

void check_field(const Form& form, const Request& as_query, std::string_view pair) {
    const auto equals = pair.find('=');
    POSTERN_CHECK(equals != std::string_view::npos);
    const auto name = postern::percent_decode(pair.substr(0, equals), true);
    const auto value = postern::percent_decode(pair.substr(equals + 1), true);
    POSTERN_CHECK(name && value && !name->empty());
    POSTERN_CHECK(value->size() <= Form::kMaxFieldBytes);
    POSTERN_CHECK(postern::is_utf8(*value) && value->find('\0') == std::string::npos);
    POSTERN_CHECK(form.has(*name) && form.get(*name) == *value);
    POSTERN_CHECK(as_query.query_value(*name) == *value);
    const auto again =
        Form::parse_body(postern::percent_encode(*name) + '=' + postern::percent_encode(*value));
    POSTERN_CHECK(again && again->get(*name) == *value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view body{reinterpret_cast<const char*>(data), size};
    Request as_query;
    as_query.query = body;
    [[maybe_unused]] const auto any = as_query.query_value("return_to");

    const auto form = Form::parse_body(body);
    if (!form) {
        check_error(form.error());
        return 0;
    }
    POSTERN_CHECK(body.size() <= Form::kMaxBytes);
    std::size_t fields = 0;
    while (!body.empty()) {
        const auto end = std::min(body.find('&'), body.size());
        check_field(*form, as_query, body.substr(0, end));
        body.remove_prefix(std::min(end + 1, body.size()));
        ++fields;
    }
    POSTERN_CHECK(fields <= Form::kMaxFields);
    return 0;
}
