// /api/v1/admin/keys, /configuration and /health.
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "api/admin/system/operations.hpp"
#include "api/body/answers.hpp"
#include "postern/service/admin/inspection.hpp"

namespace postern::api::admin::system {

namespace {

using json::Json;

Json text_or_null(const std::string& text) { return text.empty() ? Json{} : Json{text}; }

std::string_view to_text(service::ShownFinding::State state) {
    using enum service::ShownFinding::State;
    switch (state) {  // no default: a new state must not compile until it has a word
        case Good:
            return "good";
        case Warning:
            return "warning";
        case Bad:
            return "bad";
    }
    std::abort();  // a value outside the enum is a bug
}

Json to_json(const service::ShownKey& key) {
    return Json::Object{{"kind", key.kind},
                        {"id", key.id},
                        {"algorithm", key.algorithm},
                        {"state", key.state},
                        {"since", text_or_null(key.since)}};
}

Json to_json(const service::ShownSetting& setting) {
    return Json::Object{{"key", setting.key}, {"value", setting.value}, {"source", setting.source}};
}

Json to_json(const service::ShownFinding& finding) {
    return Json::Object{{"state", to_text(finding.state)},
                        {"what", finding.what},
                        {"why", text_or_null(finding.why)},
                        {"next", text_or_null(finding.next)}};
}

/// `find`: one that is not set has nothing to tell.
http::Response answer_found(const char* name, const auto& find) {
    Json::Array list;
    if (find)
        for (const auto& found : find()) list.push_back(to_json(found));
    return answer(http::Status::Ok, Json::Object{{name, std::move(list)}});
}

}  // namespace

http::Response get_keys(const Context&, const Services& services, const http::Request&,
                        const SessionWithUser&) {
    return answer_found("keys", services.inspection.keys);
}

http::Response get_configuration(const Context&, const Services& services, const http::Request&,
                                 const SessionWithUser&) {
    return answer_found("settings", services.inspection.settings);
}

http::Response get_health(const Context&, const Services& services, const http::Request&,
                          const SessionWithUser&) {
    return answer_found("findings", services.inspection.findings);
}

}  // namespace postern::api::admin::system
