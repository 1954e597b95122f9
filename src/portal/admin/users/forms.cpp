#include "portal/admin/users/forms.hpp"

#include <algorithm>

#include "postern/base/bytes.hpp"
#include "postern/model/one_line.hpp"
#include "postern/service/access/rules_service.hpp"

namespace postern::portal::admin::users {

namespace {

std::string text_in(const http::Form& form, std::string_view name) {
    return std::string{trim(form.get(name))};
}

/// Adds the ids that spaces separate; what is none is left out.
void add_ids(std::string_view text, std::vector<PublicId>& ids) {
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        auto id = PublicId::parse(text.substr(0, end));
        if (id && std::ranges::count(ids, *id) == 0) ids.push_back(std::move(*id));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

}  // namespace

Parsed<ActForm> ActForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return ActForm{.reason = text_in(*form, "reason"),
                   .sure = form->get("sure") == "1",
                   .typed = text_in(*form, "typed")};
}

Parsed<NewUserForm> NewUserForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return NewUserForm{.email = text_in(*form, "email"),
                       .display_name = text_in(*form, "display_name"),
                       .language = text_in(*form, "language")};
}

Parsed<EditForm> EditForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return EditForm{.person = {.email = text_in(*form, "email"),
                               .display_name = text_in(*form, "display_name"),
                               .username = text_in(*form, "username"),
                               .given_name = text_in(*form, "given_name"),
                               .family_name = text_in(*form, "family_name"),
                               .language = text_in(*form, "language"),
                               .time_zone = text_in(*form, "time_zone")},
                    .version = text_in(*form, "version"),
                    .reason = text_in(*form, "reason")};
}

Parsed<JoinForm> JoinForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return JoinForm{.group = text_in(*form, "group"), .day = text_in(*form, "day")};
}

Parsed<BulkForm> BulkForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    BulkForm read{.act = parse_bulk_act(form->get("do")),
                  .number = text_in(*form, "number"),
                  .reason = text_in(*form, "reason")};
    for (std::size_t i = 0; i < BulkView::kFields; ++i)
        add_ids(form->get("ids" + std::to_string(i)), read.users);
    return read;
}

std::optional<BulkAct> parse_bulk_act(std::string_view text) noexcept {
    if (text == "disable") return BulkAct::Disable;
    if (text == "end-sessions") return BulkAct::EndSessions;
    return std::nullopt;
}

bool is_reason(std::string_view text) {
    return text.empty() || one_line(text, service::kMaxReasonCodePoints).has_value();
}

}  // namespace postern::portal::admin::users
