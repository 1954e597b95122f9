#include "portal/admin/invitations/forms.hpp"

#include <algorithm>

#include "postern/base/bytes.hpp"

namespace postern::portal::admin::invitations {

Parsed<InviteForm> InviteForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return InviteForm{.email = std::string{trim(form->get("email"))},
                      .display_name = std::string{trim(form->get("display_name"))},
                      .language = std::string{form->get("language")},
                      .groups = std::string{form->get("groups")},
                      .roles = std::string{form->get("roles")}};
}

std::vector<std::string> words_of(std::string_view text) {
    constexpr std::string_view kBetween = " ,;\t\r\n";
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(kBetween), text.size());
        if (end > 0) words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

Parsed<OneForm> OneForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return OneForm{.id = PublicId::parse(form->get("id"))};
}

Parsed<DeclineForm> DeclineForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return DeclineForm{.message = std::string{form->get("message")},
                       .reason = std::string{trim(form->get("reason"))},
                       .sure = form->get("sure") == "1"};
}

}  // namespace postern::portal::admin::invitations
