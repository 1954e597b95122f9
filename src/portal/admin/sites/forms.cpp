#include "portal/admin/sites/forms.hpp"

#include <algorithm>

#include "postern/base/bytes.hpp"

namespace postern::portal::admin::sites {

namespace {

std::string trimmed(const http::Form& fields, std::string_view name) {
    return std::string{trim(fields.get(name))};
}

bool is_ticked(const http::Form& fields, std::string_view name) { return fields.get(name) == "1"; }

std::uint64_t number(const http::Form& fields, std::string_view name) {
    return to_number(fields.get(name)).value_or(0);
}

}  // namespace

Parsed<SiteForm> SiteForm::parse(const http::Request& request) {
    const auto fields = http::Form::parse(request);
    if (!fields) return fail(fields.error());
    return SiteForm{.name = trimmed(*fields, "name"),
                    .origin = trimmed(*fields, "origin"),
                    .policy = trimmed(*fields, "policy"),
                    .title = trimmed(*fields, "title"),
                    .description = trimmed(*fields, "description"),
                    .contact = trimmed(*fields, "contact"),
                    .level = trimmed(*fields, "level"),
                    .max_age = trimmed(*fields, "max_age"),
                    .cookie = is_ticked(*fields, "cookie"),
                    .token = is_ticked(*fields, "token"),
                    .basic_header = is_ticked(*fields, "basic_header"),
                    .basic = trimmed(*fields, "basic"),
                    .audience = trimmed(*fields, "audience"),
                    .assertion = is_ticked(*fields, "assertion"),
                    .identity = trimmed(*fields, "identity"),
                    .registration = trimmed(*fields, "registration"),
                    .sure = is_ticked(*fields, "sure"),
                    .version = trimmed(*fields, "version")};
}

Parsed<RemoveSiteForm> RemoveSiteForm::parse(const http::Request& request) {
    const auto fields = http::Form::parse(request);
    if (!fields) return fail(fields.error());
    return RemoveSiteForm{.typed_name = trimmed(*fields, "typed_name")};
}

Parsed<DraftForm> DraftForm::parse(const http::Request& request) {
    const auto fields = http::Form::parse(request);
    if (!fields) return fail(fields.error());
    DraftForm form{.text = std::string{fields->get("text")},
                   .revision = number(*fields, "revision"),
                   .base_version = number(*fields, "base_version"),
                   .reason = trimmed(*fields, "reason"),
                   .sure = is_ticked(*fields, "sure")};
    std::erase(form.text, '\r');
    return form;
}

Parsed<RestoreForm> RestoreForm::parse(const http::Request& request) {
    const auto fields = http::Form::parse(request);
    if (!fields) return fail(fields.error());
    return RestoreForm{.version = number(*fields, "version")};
}

}  // namespace postern::portal::admin::sites
