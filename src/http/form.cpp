#include "postern/http/form.hpp"

#include <cgicc/CgiInput.h>
#include <cgicc/Cgicc.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "media_type.hpp"
#include "postern/base/bytes.hpp"

namespace postern::http {
namespace {

using Field = std::pair<std::string, std::string>;

FormError bad_form(const char* message) { return {Status::BadRequest, message}; }

std::optional<std::string> decode(std::string_view text) {
    auto decoded = percent_decode(text, true);
    if (!decoded || !is_utf8(*decoded)) return std::nullopt;
    if (decoded->find('\0') != std::string::npos) return std::nullopt;
    return decoded;
}

// Stricter than cgicc, which also splits at ';', drops a last name without '=' and takes broken
// escapes for something. No browser sends these.
Result<Field, FormError> read_pair(std::string_view pair) {
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0 || pair.find(';') != std::string_view::npos)
        return fail(bad_form("The form is not well-formed."));
    auto name = decode(pair.substr(0, equals));
    auto value = decode(pair.substr(equals + 1));
    if (!name || !value) return fail(bad_form("The form holds text that is not valid."));
    if (name->size() > Form::kMaxFieldBytes || value->size() > Form::kMaxFieldBytes)
        return fail(FormError{Status::PayloadTooLarge, "A field of the form is too long."});
    return Field{std::move(*name), std::move(*value)};
}

Result<std::vector<Field>, FormError> scan(std::string_view body) {
    std::vector<Field> fields;
    std::set<std::string> seen;
    while (!body.empty()) {
        const auto ampersand = body.find('&');
        auto field = read_pair(body.substr(0, ampersand));
        if (!field) return fail(field.error());
        if (!seen.insert(to_ascii_lower(field->first)).second)
            return fail(bad_form("A field of the form was sent twice."));
        fields.push_back(std::move(*field));
        if (fields.size() > Form::kMaxFields)
            return fail(FormError{Status::PayloadTooLarge, "The form has too many fields."});
        if (ampersand == std::string_view::npos) break;
        body.remove_prefix(ampersand + 1);
        if (body.empty()) return fail(bad_form("The form is not well-formed."));
    }
    return fields;
}

// All that cgicc gets to see. It merges the query string into the fields, so it never learns of
// one.
class BodyInput final : public cgicc::CgiInput {
public:
    explicit BodyInput(std::string_view body) : body_{body}, rest_{body} {}

    std::size_t read(char* data, std::size_t length) override {
        const auto taken = rest_.copy(data, length);
        rest_.remove_prefix(taken);
        return taken;
    }

    std::string getenv(const char* name) override {
        const std::string_view wanted = name;
        if (wanted == "REQUEST_METHOD") return "POST";
        if (wanted == "CONTENT_TYPE") return std::string{kFormMediaType};
        if (wanted == "CONTENT_LENGTH") return std::to_string(body_.size());
        return {};
    }

private:
    std::string_view body_;
    std::string_view rest_;
};

// cgicc must have read the form as the scan did. A difference is two meanings, so it has none.
bool agrees(const cgicc::Cgicc& parsed, const std::vector<Field>& scanned) {
    const auto& entries = parsed.getElements();
    return std::equal(entries.begin(), entries.end(), scanned.begin(), scanned.end(),
                      [](const cgicc::FormEntry& entry, const Field& field) {
                          return entry.getName() == field.first && entry.getValue() == field.second;
                      });
}

std::optional<FormError> refuse(const Request& request) {
    if (request.method != Method::Post) return bad_form("A form is sent with POST.");
    if (!is_media_type(request.content_type, kFormMediaType))
        return FormError{Status::UnsupportedMediaType, "This is not the form that was expected."};
    if (request.body_state == BodyState::TooLarge)
        return FormError{Status::PayloadTooLarge, "The form is too large."};
    if (request.body_state != BodyState::Complete)
        return bad_form("The form did not arrive as a whole.");
    return std::nullopt;
}

}  // namespace

Result<Form, FormError> Form::parse(const Request& request) {
    if (auto error = refuse(request)) return fail(std::move(*error));
    return parse_body(request.body);
}

Result<Form, FormError> Form::parse_body(std::string_view body) {
    // Before cgicc: it allocates what the length says before it looks at any limit.
    if (body.size() > kMaxBytes)
        return fail(FormError{Status::PayloadTooLarge, "The form is too large."});
    auto scanned = scan(body);
    if (!scanned) return fail(scanned.error());

    BodyInput input{body};
    const cgicc::Cgicc parsed{&input};
    if (!agrees(parsed, *scanned)) return fail(bad_form("The form is not well-formed."));

    Form form;
    for (const auto& entry : parsed.getElements())
        form.fields_.emplace(entry.getName(), entry.getValue());
    return form;
}

std::string_view Form::get(std::string_view name) const noexcept {
    const auto field = fields_.find(name);
    return field == fields_.end() ? std::string_view{} : std::string_view{field->second};
}

bool Form::has(std::string_view name) const noexcept { return fields_.find(name) != fields_.end(); }

}  // namespace postern::http
