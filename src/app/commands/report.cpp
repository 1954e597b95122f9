// What commands have in common when they read their options and print.
#include <algorithm>
#include <ostream>
#include <utility>

#include "app/commands/commands.hpp"
#include "postern/model/device.hpp"

namespace postern::app {

std::vector<Option> with_table_options(std::vector<Option> options) {
    options.insert(options.end(), {kWideFlag, kUtcFlag, kJsonFlag});
    return options;
}

TableStyle table_style(CommandContext& context, const Arguments& typed) {
    return {.json = typed.flag("--json"),
            .wide = typed.flag("--wide"),
            .utc = typed.flag("--utc"),
            .width = context.console().width,
            .color = context.console().color};
}

void report(CommandContext& context, const Arguments& typed, Outcome outcome) {
    if (!typed.flag("--json")) {
        context.out() << outcome.sentence << '\n';
        return;
    }
    json::Json::Object object{{"result", outcome.result}};
    for (auto& member : outcome.members) object.push_back(std::move(member));
    print_json(context.out(), json::Json{std::move(object)});
}

std::string device_text(const std::string& user_agent) {
    const auto [browser, system] = describe_device(user_agent);
    if (browser.empty() && system.empty()) return user_agent;
    std::string text{browser};
    if (!browser.empty() && !system.empty()) text += " on ";
    return text.append(system);
}

std::string counted(std::size_t count, const std::string& noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

json::Json time_or_null(const std::optional<TimePoint>& time) {
    return time ? json::Json{to_rfc3339(*time)} : json::Json{};
}

std::optional<std::string_view> typed_words(const Arguments& typed, std::string_view option,
                                            std::string_view remove) {
    const auto& text = typed.text(option);
    if (text.empty()) return typed.flag(remove) ? std::optional{std::string_view{}} : std::nullopt;
    if (typed.flag(remove))
        throw CommandError{
            kUsage, "give " + std::string{option} + " or " + std::string{remove} + ", not both"};
    return text;
}

void add_damaged(std::vector<Row>& rows, std::vector<std::string>& names,
                 const std::vector<std::string>& damaged, std::size_t columns) {
    for (const auto& name : damaged) {
        names.push_back(name);
        Row& row = rows.emplace_back(columns);
        row.front() = name + " (damaged)";
    }
}

void refuse_damaged(const std::vector<std::string>& names, std::string_view advice) {
    if (names.empty()) return;
    constexpr std::size_t kNamed = 10;
    std::string text = names.size() == 1 ? "a row cannot be read: "
                                         : std::to_string(names.size()) + " rows cannot be read: ";
    for (std::size_t i = 0; i < std::min(names.size(), kNamed); ++i)
        text += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > kNamed) text += ", ...";
    throw CommandError{kRefused, text.append("; ").append(advice)};
}

}  // namespace postern::app
