#include "api/admin/sites/to_json.hpp"

#include <sstream>
#include <string>

namespace postern::api::admin::sites {

namespace {

using json::Json;

Json text_or_null(const std::string& text) { return text.empty() ? Json{} : Json{text}; }

Json::Array words_of(const SiteCredentials& credentials) {
    Json::Array words;
    std::istringstream text{to_text(credentials)};
    for (std::string word; text >> word;) words.emplace_back(word);
    return words;
}

}  // namespace

Json to_json(const Site& site) {
    const auto& max_age = site.demand.max_age;
    return Json::Object{
        {"name", site.name},
        {"origin", site.origin.text()},
        {"policy", to_text(site.policy)},
        {"title", text_or_null(site.title)},
        {"description", text_or_null(site.description)},
        {"contact", site.contact ? Json{site.contact->text()} : Json{}},
        {"level", std::int64_t{to_number(site.demand.level)}},
        {"max_age_seconds", max_age ? Json{std::int64_t{max_age->count()}} : Json{}},
        {"credentials", words_of(site.tokens.credentials)},
        {"basic", to_text(site.tokens.basic)},
        {"token_audience", to_text(site.tokens.audience)},
        {"assertion", site.tokens.assertion},
        {"identity", to_text(site.tokens.identity)},
        {"registration", to_text(site.registration)},
        {"created_at", to_rfc3339(site.created_at)}};
}

}  // namespace postern::api::admin::sites
