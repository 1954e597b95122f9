// GET /admin/configuration.
#include "portal/admin/system/handlers.hpp"
#include "portal/admin/system/views.hpp"

namespace postern::portal::admin::system {

namespace {

SettingRow::Source source_of(std::string_view text) {
    if (text == "file") return SettingRow::Source::File;
    return text == "environment" ? SettingRow::Source::Environment : SettingRow::Source::Default;
}

/// `session` of `session.idle_ttl`.
std::string section_of(const std::string& key) { return key.substr(0, key.find('.')); }

std::vector<SettingSection> sections_of(const std::vector<ShownSetting>& settings, bool only_set) {
    std::vector<SettingSection> sections;
    for (const auto& [key, value, source] : settings) {
        const SettingRow row{.key = key, .value = value, .source = source_of(source)};
        if (only_set && row.source == SettingRow::Source::Default) continue;
        const auto name = section_of(key);
        if (sections.empty() || sections.back().name != name) sections.push_back({.name = name});
        sections.back().settings.push_back(row);
    }
    return sections;
}

}  // namespace

http::Response get_configuration(const Context& context, const Services& services,
                                 const http::Request& request, const SessionWithUser& visitor) {
    ConfigurationView view{
        admin_frame(context, services, request, visitor, AdminPage::Configuration)};
    view.frame.command = "postern config show";
    view.only_set = request.query_value("show") == "set";
    if (services.inspection.settings)
        view.sections = sections_of(services.inspection.settings(), view.only_set);
    return context.pages.draw(http::Status::Ok, view);
}

}  // namespace postern::portal::admin::system
