#include "portal/page/return_to.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "portal/page/unreached_view.hpp"
#include "postern/base/bytes.hpp"
#include "postern/base/fnv.hpp"
#include "postern/base/log.hpp"
#include "postern/model/origin.hpp"
#include "postern/service/site/site_service.hpp"

namespace postern::portal {

namespace {

/// The line of a request and the header of an answer are limited to 8 KiB and more by nginx; the
/// gate sends no longer ones either.
constexpr std::size_t kMaxEncodedBytes = 14 * 1024;

/// So many redirects to one page within kReturnMaxAge are a loop, not a person with some tabs.
/// Browsers give up after 20 redirects, two for each round.
constexpr std::uint64_t kMaxReturns = 7;

/// What a browser puts behind '#': printable ASCII, nothing that could end an attribute. No server
/// ever sees it but here, where a script of the sign-in page has added it.
bool is_fragment(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) {
        return c > ' ' && c <= '~' && c != '\\' && c != '"' && c != '<' && c != '>' && c != '`';
    });
}

/// A page of the portal. Where that is in a folder, the rest of its host can be a site.
bool is_of_portal(const Settings& settings, const ReturnLink& link) {
    if (link.origin.text() != settings.origin) return false;
    const std::string& base = settings.base_path;
    const std::string_view path{link.target};
    return base.empty() ||
           (path.starts_with(base) &&
            (path.size() == base.size() || path[base.size()] == '/' || path[base.size()] == '?'));
}

/// `3.<hash of the link>`: how often this very link was followed.
std::uint64_t returns_so_far(const Context& context, const http::Request& request,
                             std::string_view hash) {
    const auto cookie = request.cookie(context.cookies.return_name()).value;
    if (!cookie) return 0;
    const auto dot = cookie->find('.');
    if (dot == std::string_view::npos || cookie->substr(dot + 1) != hash) return 0;
    return to_number(cookie->substr(0, dot)).value_or(0);
}

http::Response unreached(const Context& context, const http::Request& request, const ReturnTo& to,
                         UnreachedView::Why why) {
    log::warning(
        why == UnreachedView::Why::Domain ? "session_cookie_out_of_reach" : "session_cookie_lost",
        {{"site_host", to.host},
         {"cookie_domain", context.cookies.domain()},
         {"request_id", request.request_id}});
    const UnreachedView view{.frame = context.frame(request),
                             .return_to = to,
                             .why = why,
                             .cookie_domain = context.cookies.domain()};
    return context.pages.draw(http::Status::Conflict, view).with(context.cookies.clear_returned());
}

}  // namespace

void ReturnTo::fill(Fields& fields) const {
    fill_form(fields);
    fill_address(fields);
    fill_name(fields);
}

void ReturnTo::fill_name(Fields& fields) const {
    fields.show("HAS_RETURN_NAME", !host.empty());
    fields.set("RETURN_NAME", title.empty() ? host : title);
}

void ReturnTo::fill_form(Fields& fields) const {
    fields.show("HAS_RETURN_LINK", !link.empty());
    fields.set("RETURN_LINK", carried());
}

void ReturnTo::fill_link(Fields& fields) const {
    fields.show("HAS_RETURN_LINK", !link.empty());
    fields.set("RETURN_LINK", link);
}

void ReturnTo::fill_address(Fields& fields) const {
    fields.show("HAS_RETURN_LINK", !link.empty());
    fields.set("RETURN_LINK_ENCODED", percent_encode_link(carried()));
}

ReturnTo return_to(const Context& context, const service::SiteService& sites,
                   std::string_view link) {
    const auto asked = take_demand_prefix(link).value_or(Demand{});
    const auto hash = std::min(link.find('#'), link.size());
    if (link.empty() || hash > kMaxReturnLinkBytes) return {};
    const auto allowed = sites.allowed_return_link(link.substr(0, hash));
    const auto parsed = allowed ? parse_return_link(allowed->link) : std::nullopt;
    if (!parsed) return {};
    const auto fragment = link.substr(hash);
    const bool keeps = link.size() <= kMaxReturnLinkBytes && is_fragment(fragment);
    ReturnTo to{allowed->link + std::string{keeps ? fragment : std::string_view{}}};
    if (is_of_portal(context.settings, *parsed)) return to;
    to.host = parsed->origin.authority();
    to.name = parsed->origin.host();
    to.title = allowed->title;
    to.may_register = allowed->may_register;
    // The person who made the link can ask for more than the site does, never for less.
    to.demand = stricter(allowed->demand, asked);
    to.asked = asked;
    return to;
}

std::string with_return(std::string page, const ReturnTo& to) {
    if (to.empty()) return page;
    const std::string encoded = percent_encode_link(to.carried());
    if (encoded.size() > kMaxEncodedBytes) return page;
    const char separator = page.find('?') == std::string::npos ? '?' : '&';
    return page.append(1, separator).append("rd=").append(encoded);
}

Frame keep_return(Frame frame, const ReturnTo& to) {
    for (auto& language : frame.languages)
        if (!language.url.empty()) language.url = with_return(std::move(language.url), to);
    return frame;
}

namespace {

/// `page`, which leads back to `path` (with its query) below the base path.
std::string leading_back(const Context& context, std::string page, const std::string& path) {
    if (context.settings.origin.empty()) return page;
    const auto parsed =
        parse_return_link(context.settings.origin + context.settings.base_path + path);
    return parsed ? with_return(std::move(page), ReturnTo{parsed->text()}) : page;
}

}  // namespace

std::string page_leading_back(const Context& context, std::string page,
                              const http::Request& request) {
    const bool reads = request.method == http::Method::Get || request.method == http::Method::Head;
    std::string path = request.path;
    if (reads && !request.query.empty()) path.append("?").append(request.query);
    return leading_back(context, std::move(page), path);
}

std::string sign_in_page_for(const Context& context, const http::Request& request) {
    return page_leading_back(context, "/login", request);
}

std::string step_up_page_for(const Context& context, const std::string& path) {
    return leading_back(context, "/login/step-up", path);
}

http::Response go_on(const Context& context, const http::Request& request, const ReturnTo& to) {
    if (to.empty()) return context.redirect_to("/account");
    if (!to.is_site()) return http::Response::redirect(to.link);
    if (!context.cookies.reaches(to.name))
        return unreached(context, request, to, UnreachedView::Why::Domain);
    // Somebody pressed a button: no loop does.
    if (request.method == http::Method::Post) return http::Response::redirect(to.link);
    const std::string hash = std::to_string(fnv1a(to.link));
    const std::uint64_t returns = returns_so_far(context, request, hash) + 1;
    if (returns > kMaxReturns) return unreached(context, request, to, UnreachedView::Why::Lost);
    return http::Response::redirect(to.link).with(
        context.cookies.returned(std::to_string(returns) + '.' + hash));
}

}  // namespace postern::portal
