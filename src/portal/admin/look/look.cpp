// GET /admin/look and /admin/look/{page}
#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "portal/admin/frame/rows.hpp"
#include "portal/admin/look/handlers.hpp"
#include "portal/admin/look/views.hpp"
#include "postern/http/content_security_policy.hpp"
#include "postern/portal/gallery.hpp"

namespace postern::portal::admin::look {

namespace {

constexpr std::string_view kLetter = "mail.";

/// Of a sample: like that of any page, but without scripts and forms, and for our own frame. The
/// styles of e-mails stand in their markup.
constexpr std::string_view kSamplePolicy =
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin";

Scheme scheme_of(const http::Request& request) {
    return request.query_value("scheme") == to_text(Scheme::Dark) ? Scheme::Dark : Scheme::Light;
}

std::string language_of(const Context& context, const http::Request& request,
                        const std::string& otherwise) {
    auto wanted = request.query_value("language");
    return wanted && context.pages.words().has(*wanted) ? std::move(*wanted) : otherwise;
}

std::vector<std::string> letters_of(const Context& context) {
    return context.settings.letters ? context.settings.letters->kinds : std::vector<std::string>{};
}

/// What looks different in the two schemes by itself comes in this one.
std::string with_files(std::string html, Scheme scheme) {
    for (const std::string_view name : {".css?", ".svg?"}) {
        const std::string fixed =
            std::string{name}.append("scheme=").append(to_text(scheme)).append("&amp;");
        for (auto at = html.find(name); at != std::string::npos;
             at = html.find(name, at + fixed.size()))
            html.replace(at, name.size(), fixed);
    }
    return html;
}

void erase_all(std::string& html, std::string_view part) {
    for (auto at = html.find(part); at != std::string::npos; at = html.find(part, at))
        html.erase(at, part.size());
}

/// The frame runs none and moves no focus, and a browser complains of each.
std::string without_scripts(std::string html) {
    constexpr std::string_view kEnd = "</script>";
    for (auto at = html.find("<script"); at != std::string::npos; at = html.find("<script", at)) {
        const auto end = html.find(kEnd, at);
        html.erase(at, end == std::string::npos ? end : end + kEnd.size() - at);
    }
    erase_all(html, " autofocus");
    return html;
}

std::optional<std::string> drawn(const Context& context, std::string_view name,
                                 const std::string& language, Scheme scheme) {
    std::optional<std::string> html;
    if (name.starts_with(kLetter)) {
        const auto kinds = letters_of(context);
        const auto kind = std::ranges::find(kinds, name.substr(kLetter.size()));
        if (kind != kinds.end()) html = context.settings.letters->html(*kind, language);
    } else {
        html = draw_sample(context.pages, name, language, context.settings.base_path);
    }
    if (!html) return std::nullopt;
    return with_files(in_scheme(without_scripts(std::move(*html)), scheme), scheme);
}

}  // namespace

http::Response get_look(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor) {
    LookView view{.frame = admin_frame(context, services, request, visitor, AdminPage::Look)};
    view.frame.command = "postern brand preview DIR";
    view.language = language_of(context, request, view.frame.language);
    view.dark = scheme_of(request) == Scheme::Dark;
    const auto names = sample_names();
    view.shown = request.query_value("page").value_or("");
    for (const auto& name : names) view.pages.push_back({name, name, name == view.shown});
    for (const auto& kind : letters_of(context)) {
        const std::string value = std::string{kLetter} + kind;
        view.letters.push_back({value, kind, value == view.shown});
    }
    const auto is_chosen = [](const Choice& choice) { return choice.chosen; };
    if (std::ranges::none_of(view.pages, is_chosen) &&
        std::ranges::none_of(view.letters, is_chosen)) {
        view.pages.front().chosen = true;
        view.shown = view.pages.front().value;
    }
    for (const auto& code : context.pages.words().languages())
        view.languages.push_back(
            {code, context.pages.words().text(code, "language.name"), code == view.language});
    return context.pages.draw(http::Status::Ok, view)
        .add("Content-Security-Policy", http::content_security_policy() + "; frame-src 'self'");
}

http::Response get_shown(const Context& context, const Services&, const http::Request& request,
                         const SessionWithUser& visitor) {
    const auto language =
        language_of(context, request, context.language_of(request, &visitor.user));
    auto html = drawn(context, in_path(request, "page"), language, scheme_of(request));
    if (!html) return context.error_page(http::PipelineError::NotFound, request);
    return http::Response::html(http::Status::Ok, std::move(*html))
        .add("Content-Security-Policy", std::string{kSamplePolicy})
        .add("X-Frame-Options", "SAMEORIGIN");
}

}  // namespace postern::portal::admin::look
