#include "portal/admin/access/forms.hpp"

#include <algorithm>

#include "postern/base/bytes.hpp"

namespace postern::portal::admin::access {

namespace {

/// The fields of the request, made into a form by `fill(form, fields)`.
template <class Form, class Fill>
Parsed<Form> parse_with(const http::Request& request, Fill fill) {
    const auto fields = http::Form::parse(request);
    if (!fields) return fail(fields.error());
    Form form;
    fill(form, *fields);
    return form;
}

std::string trimmed(const http::Form& fields, std::string_view name) {
    return std::string{trim(fields.get(name))};
}

std::vector<std::string> words_of(std::string_view text) {
    constexpr std::string_view kBetween = " \t\r\n,;";
    std::vector<std::string> words;
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(kBetween), text.size()));
        if (text.empty()) break;
        const auto end = std::min(text.find_first_of(kBetween), text.size());
        std::string word{text.substr(0, end)};
        if (std::ranges::find(words, word) == words.end()) words.push_back(std::move(word));
        text.remove_prefix(end);
    }
    return words;
}

}  // namespace

Parsed<GroupForm> GroupForm::parse(const http::Request& request) {
    return parse_with<GroupForm>(request, [](GroupForm& form, const http::Form& fields) {
        form.name = trimmed(fields, "name");
        form.description = trimmed(fields, "description");
    });
}

Parsed<MembersForm> MembersForm::parse(const http::Request& request) {
    return parse_with<MembersForm>(request, [](MembersForm& form, const http::Form& fields) {
        form.typed = fields.get("addresses");
        form.addresses = words_of(form.typed);
        form.day = trimmed(fields, "day");
    });
}

Parsed<MemberForm> MemberForm::parse(const http::Request& request) {
    return parse_with<MemberForm>(request, [](MemberForm& form, const http::Form& fields) {
        form.user = PublicId::parse(fields.get("user"));
    });
}

Parsed<SureForm> SureForm::parse(const http::Request& request) {
    return parse_with<SureForm>(request, [](SureForm& form, const http::Form& fields) {
        form.sure = fields.get("sure") == "1";
    });
}

Parsed<RoleForm> RoleForm::parse(const http::Request& request) {
    return parse_with<RoleForm>(request, [](RoleForm& form, const http::Form& fields) {
        form.name = trimmed(fields, "name");
        form.description = trimmed(fields, "description");
        form.typed = fields.get("permissions");
        form.permissions = words_of(form.typed);
        form.version = fields.get("version");
    });
}

Parsed<GrantForm> GrantForm::parse(const http::Request& request) {
    return parse_with<GrantForm>(request, [](GrantForm& form, const http::Form& fields) {
        form.who = trimmed(fields, "who");
        form.day = trimmed(fields, "day");
        form.typed_name = trimmed(fields, "typed_name");
    });
}

Parsed<RevokeForm> RevokeForm::parse(const http::Request& request) {
    return parse_with<RevokeForm>(request, [](RevokeForm& form, const http::Form& fields) {
        form.grant = PublicId::parse(fields.get("grant"));
        form.typed_name = trimmed(fields, "typed_name");
    });
}

Parsed<PermissionForm> PermissionForm::parse(const http::Request& request) {
    return parse_with<PermissionForm>(request, [](PermissionForm& form, const http::Form& fields) {
        form.name = trimmed(fields, "name");
        form.description = trimmed(fields, "description");
        form.resource = trimmed(fields, "resource");
        form.action = trimmed(fields, "action");
    });
}

Parsed<NetworksForm> NetworksForm::parse(const http::Request& request) {
    return parse_with<NetworksForm>(request, [](NetworksForm& form, const http::Form& fields) {
        form.text = fields.get("text");
        std::erase(form.text, '\r');
        form.seen = fields.get("seen");
        form.reviewed = fields.get("reviewed");
    });
}

}  // namespace postern::portal::admin::access
