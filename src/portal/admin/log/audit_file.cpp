#include "portal/admin/log/audit_file.hpp"

#include <string>
#include <utility>

#include "postern/json/json.hpp"
#include "postern/model/device.hpp"
#include "postern/text/csv.hpp"

namespace postern::portal::admin::log {

namespace {

/// `Firefox on Linux`: in English, like the names of the columns; empty when nothing is known.
std::string device_text(std::string_view user_agent) {
    const auto device = describe_device(user_agent);
    std::string text{device.browser};
    if (!device.browser.empty() && !device.system.empty()) text += " on ";
    return text.append(device.system);
}

/// Title and value of each column, in their order.
std::vector<std::pair<std::string_view, std::string>> cells_of(const service::ReadEntry& read) {
    const auto& entry = read.entry.entry;
    return {{"at", to_rfc3339(entry.at)},
            {"event", std::string{to_text(entry.event)}},
            {"result", std::string{to_text(entry.result)}},
            {"detail", entry.detail},
            {"user", entry.user ? entry.user->text() : std::string{}},
            {"email", read.email},
            {"actor", entry.actor},
            {"address", entry.address},
            {"device", device_text(entry.user_agent)},
            {"request_id", entry.request_id},
            {"user_agent", entry.user_agent}};
}

const service::ReadEntry& nothing() {
    static const service::ReadEntry none{
        .entry = {.id = 0, .entry = {.at = {}, .event = AuditEvent::SignIn}}};
    return none;
}

http::Response as_file(http::Response answer, const char* name) {
    return std::move(answer).add("Content-Disposition",
                                 std::string{"attachment; filename=\""} + name + '"');
}

}  // namespace

http::Response audit_as_csv(const std::vector<service::ReadEntry>& entries) {
    std::vector<std::string> fields;
    for (const auto& [title, value] : cells_of(nothing())) fields.emplace_back(title);
    std::string text = text::csv_line(fields);
    for (const auto& entry : entries) {
        fields.clear();
        for (auto& [title, value] : cells_of(entry)) fields.push_back(std::move(value));
        text += text::csv_line(fields);
    }
    return as_file(
        http::Response::with_body(http::Status::Ok, "text/csv; charset=utf-8", std::move(text)),
        "audit.csv");
}

http::Response audit_as_json(const std::vector<service::ReadEntry>& entries) {
    json::Json::Array list;
    for (const auto& entry : entries) {
        json::Json::Object object;
        for (auto& [title, value] : cells_of(entry)) {
            const bool is_null = value.empty() && (title == "user" || title == "email");
            object.emplace_back(std::string{title},
                                is_null ? json::Json{} : json::Json{std::move(value)});
        }
        list.emplace_back(std::move(object));
    }
    return as_file(http::Response::json(http::Status::Ok, json::Json{std::move(list)}.dump()),
                   "audit.json");
}

}  // namespace postern::portal::admin::log
