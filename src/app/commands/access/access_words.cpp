#include "app/commands/access/access_words.hpp"

#include <algorithm>
#include <cstdlib>

#include "app/commands/command_services.hpp"
#include "app/console/moment.hpp"

namespace postern::app {

namespace {

constexpr const char* kBadDescription =
    "a description is one line of at most 200 characters without control characters";
constexpr const char* kNotAhead = "the time after --until has passed already";
constexpr const char* kLastAdministrator =
    "nobody would be left to administer Postern; first give somebody else the role for good: "
    "postern grant add --user ADDRESS --role admin";

bool names(const SiteRules& rules, RuleSubject::Kind kind, std::string_view name) {
    const auto is_it = [&](const RuleSubject& subject) {
        return subject.kind == kind && subject.name == name;
    };
    if (rules.told_groups && std::ranges::any_of(*rules.told_groups, is_it)) return true;
    return std::ranges::any_of(
        rules.rules, [&](const Rule& rule) { return std::ranges::any_of(rule.subjects, is_it); });
}

std::string words(service::GrantError error) {
    using enum service::GrantError;
    switch (error) {
        case BadName:
            return "a name is 1 to 63 characters of a-z, 0-9, '.', '_' and '-', and starts with a "
                   "letter or digit";
        case BadDescription:
            return kBadDescription;
        case BadResource:
            return "a resource is 1 to 100 characters of a-z, 0-9, '.', '_', '-' and '/', such as "
                   "wiki/pages; it may end in /*, or be * alone";
        case BadAction:
            return "an action is 1 to 63 characters of a-z, 0-9, '.', '_' and '-', such as edit, "
                   "or * alone";
        case BadExpiry:
            return kNotAhead;
        case NoSuchRole:
            return "no such role; see `postern role list`";
        case NoSuchPermission:
            return "no such permission; see `postern permission list`";
        case NoSuchGroup:
            return "no such group; see `postern group list`";
        case NoSuchUser:
            return "no such user; see `postern user list`";
        case NoSuchGrant:
            return "no such grant; see `postern grant list`";
        case NameTaken:
            return "this name is taken, or another permission has this resource and action";
        case InUse:
            return "it is in use: remove it from roles, grants and rules first (`postern role "
                   "list`, `postern grant list`, `postern rules show`)";
        case ChangedMeanwhile:
            return "somebody else changed it at the same moment: look at it, then try again";
        case BuiltIn:
            return "it is built in: Postern itself needs the role admin and its permission";
        case TooMany:
            return "a user cannot have more than " + std::to_string(kMaxRolesOfUser) +
                   " roles, those of their groups included";
        case LastAdministrator:
            return kLastAdministrator;
    }
    std::abort();  // a value outside the enum is a bug
}

std::string words(service::GroupError error, const std::string& group) {
    using enum service::GroupError;
    switch (error) {
        case BadName:
            return "a group's name is 1 to 63 characters of a-z, 0-9, '.', '_' and '-', and starts "
                   "with a letter or digit";
        case BadDescription:
            return kBadDescription;
        case BadExpiry:
            return kNotAhead;
        case NoSuchGroup:
            return "no such group: " + printable(group) + "; see `postern group list`";
        case NoSuchUser:
            return "no such user; they were deleted meanwhile";
        case NotMember:
            return "they are not in the group " + printable(group);
        case NameTaken:
            return "a group with this name already exists";
        case NamedByRule:
            return "the rules of a site name the group " + printable(group) +
                   "; change them first: postern rules show, postern rules apply FILE";
        case TooMany:
            return "a user cannot be in more than " + std::to_string(kMaxGroupsOfUser) + " groups";
        case LastAdministrator:
            return kLastAdministrator;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

std::optional<TimePoint> typed_later_moment(CommandContext& context, const Arguments& typed,
                                            std::string_view option) {
    const auto& text = typed.text(option);
    if (text.empty()) return std::nullopt;
    const auto moment = parse_later_moment(text, context.now());
    if (!moment)
        throw CommandError{
            kUsage,
            std::string{option} + " takes a time such as 2026-11-21, 2026-11-21T18:00:00Z or 7d"};
    return moment;
}

User get_user(CommandContext& context, const std::string& who) {
    auto user = usable_user(get_row(context, who));
    if (!user)
        throw CommandError{kRefused, "the row of " + printable(who) +
                                         " is damaged; `postern user show` says how to cure it"};
    return std::move(*user);
}

std::vector<std::string> sites_naming(CommandContext& context, RuleSubject::Kind kind,
                                      std::string_view name) {
    std::vector<std::string> sites;
    for (const auto& draft : context.services().rules.all())
        if (names(draft.rules, kind, name)) sites.push_back(draft.site);
    std::ranges::sort(sites);
    return sites;
}

CommandError refused(service::GroupError error, const std::string& group) {
    return {kRefused, words(error, group)};
}

CommandError refused(service::GrantError error) { return {kRefused, words(error)}; }

CommandError named_by_rules(const std::string& what, const std::vector<std::string>& sites) {
    return {kRefused, "the rules of " + listed(sites) + " name " + what +
                          "; change them first: postern rules show " + sites.front() +
                          " > rules.toml, edit it, postern rules apply rules.toml"};
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
        text += names[i];
    }
    return text;
}

json::Json names_json(const std::vector<std::string>& names) {
    json::Json::Array list;
    for (const auto& name : names) list.emplace_back(name);
    return json::Json{std::move(list)};
}

std::string until_words(const std::optional<TimePoint>& until, bool utc) {
    return until ? " until " + moment_text(*until, utc) : std::string{};
}

}  // namespace postern::app
