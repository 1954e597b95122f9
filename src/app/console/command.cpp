#include "app/console/command.hpp"

#include <algorithm>
#include <utility>

#include "postern/base/check.hpp"

namespace postern::app {

namespace {

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

json::Json to_json(const std::vector<std::string>& texts) {
    json::Json::Array list;
    for (const auto& text : texts) list.emplace_back(text);
    return json::Json{std::move(list)};
}

json::Json describe(const Option& option) {
    json::Json::Object object{{"names", to_json(option.names())},
                              {"help", option.help},
                              {"takes_value", option.type != OptionType::Flag},
                              {"required", option.required},
                              {"repeatable", option.repeatable},
                              {"default", option.default_value},
                              {"choices", to_json(option.choice_list())}};
    if (option.max != 0) {
        object.emplace_back("min", option.min);
        object.emplace_back("max", option.max);
    }
    return json::Json{std::move(object)};
}

json::Json describe(const Command& command, const std::vector<Option>& of_parser) {
    json::Json::Array options;
    for (const auto& option : of_parser) options.push_back(describe(option));
    for (const auto& option : command.options) options.push_back(describe(option));
    json::Json::Array commands;
    for (const auto& below : command.commands) commands.push_back(describe(below, {kHelpOption}));
    return json::Json::Object{{"name", command.name},
                              {"help", command.help},
                              {"options", std::move(options)},
                              {"commands", std::move(commands)}};
}

}  // namespace

template <class T>
const T& Arguments::get(std::string_view name) const {
    const auto found = values_.find(name);
    POSTERN_CHECK(found != values_.end());
    const auto* value = std::get_if<T>(&found->second);
    POSTERN_CHECK(value != nullptr);
    return *value;
}

template const bool& Arguments::get<bool>(std::string_view) const;
template const std::uint64_t& Arguments::get<std::uint64_t>(std::string_view) const;
template const std::string& Arguments::get<std::string>(std::string_view) const;
template const std::vector<std::string>& Arguments::get<std::vector<std::string>>(
    std::string_view) const;

std::vector<std::string> Option::names() const { return split(name, ','); }
std::vector<std::string> Option::choice_list() const { return split(choices, '|'); }

const Command* Command::find(std::string_view name_of_command) const {
    const auto found = std::ranges::find(commands, name_of_command, &Command::name);
    return found == commands.end() ? nullptr : &*found;
}

json::Json describe(const Program& program) {
    return describe(program.root, {kHelpOption, kVersionOption});
}

}  // namespace postern::app
