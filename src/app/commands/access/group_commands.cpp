// postern group add|list|show|set|remove|join|leave
#include <algorithm>
#include <limits>
#include <ostream>

#include "app/commands/access/access_words.hpp"
#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/console/moment.hpp"
#include "app/console/question.hpp"
#include "app/console/table.hpp"

namespace postern::app {

namespace {

constexpr std::size_t kPage = 500;

constexpr Option kGroupOperand{.name = "NAME", .help = "Name of the group", .required = true};
constexpr Option kUsersOperand{
    .name = "USER", .help = "E-mail addresses or ids", .required = true, .repeatable = true};

const std::vector<Column> kColumns{
    {"name"}, {"members"}, {"description", Cells::Text}, {"created_at", Cells::Time, true}};
const std::vector<Column> kMemberColumns{{"id"},
                                         {"email", Cells::Text},
                                         {"granted_at", Cells::Time},
                                         {"granted_by", Cells::Text},
                                         {"expires_at", Cells::Time}};

json::Json to_json(const Group& group) {
    return json::Json::Object{{"name", group.name},
                              {"description", group.description},
                              {"created_at", to_rfc3339(group.created_at)}};
}

Group get_group(CommandContext& context, const std::string& name) {
    auto group = context.services().groups.find(name);
    if (!group) throw refused(service::GroupError::NoSuchGroup, name);
    return std::move(*group);
}

void list(CommandContext& context, const Arguments& typed) {
    std::vector<Row> rows;
    for (const auto& [group, members] : context.services().groups.list(context.now()))
        rows.push_back({group.name, members, group.description, to_rfc3339(group.created_at)});
    print_rows(context.out(), table_style(context, typed), kColumns, rows,
               "No groups yet. Add one: postern group add NAME");
}

struct Members {
    std::vector<Row> rows{};
    std::string last{};  ///< the id of the last one
    bool complete = true;
};

/// `limit` 0: all of them.
Members members_of(CommandContext& context, const std::string& group, std::uint64_t after,
                   std::size_t limit) {
    Members found;
    for (;;) {
        const std::size_t left = limit == 0 ? kPage : std::min(kPage, limit - found.rows.size());
        const auto page = context.services().groups.members(group, after, left);
        for (const auto& member : page.members) {
            found.rows.push_back({member.user.text(), member.email, to_rfc3339(member.granted_at),
                                  member.granted_by, time_or_null(member.expires_at)});
            found.last = member.user.text();
        }
        after = page.last;
        found.complete = page.complete;
        if (page.complete || (limit != 0 && found.rows.size() >= limit)) return found;
    }
}

/// `role editor until 2026-11-21T18:00:00Z`, or `permission edit-pages`
std::vector<std::string> grants_of(CommandContext& context, const std::string& group, bool utc) {
    std::vector<std::string> texts;
    const GrantHolder holder{.kind = GrantHolder::Kind::Group, .name = group};
    for (const auto& grant :
         context.services().grants.grants(holder, std::numeric_limits<std::int32_t>::max()))
        texts.push_back((grant.what.kind == Granted::Kind::Role ? "role " : "permission ") +
                        grant.what.name + until_words(grant.expires_at, utc));
    return texts;
}

void show(CommandContext& context, const Arguments& typed) {
    const Group group = get_group(context, typed.text("NAME"));
    const auto& after = typed.text("--after");
    const auto members =
        members_of(context, group.name,
                   after.empty() ? 0 : static_cast<std::uint64_t>(get_row(context, after).id),
                   typed.number("--limit"));
    const auto sites = sites_naming(context, RuleSubject::Kind::Group, group.name);
    const auto style = table_style(context, typed);
    const auto grants = grants_of(context, group.name, style.utc);
    if (style.json) {
        json::Json::Array rows;
        for (const auto& row : members.rows) rows.emplace_back(to_object(kMemberColumns, row));
        auto object = *to_json(group).object();
        object.emplace_back("grants", names_json(grants));
        object.emplace_back("named_by", names_json(sites));
        object.emplace_back("members", std::move(rows));
        print_json(context.out(), json::Json{std::move(object)});
    } else {
        const auto line = [&](std::string_view what, const std::string& value) {
            print_fact(context.out(), 13, what, value);
        };
        line("Name", group.name);
        line("Description", group.description);
        line("Created", moment_text(group.created_at, style.utc));
        line("Grants", listed(grants));
        line("Named by", listed(sites));
        context.out() << '\n';
        print_rows(context.out(), style, kMemberColumns, members.rows,
                   "No members. Add some: postern group join " + group.name + " USER");
    }
    if (!members.complete && !members.last.empty())
        context.console().err << "There are more; for the next ones add: --after " << members.last
                              << '\n';
}

void add(CommandContext& context, const Arguments& typed) {
    const auto& name = typed.text("NAME");
    const auto added = context.services().groups.add(name, typed.text("--description"),
                                                     context.actor(), context.now());
    if (!added) throw refused(added.error(), name);
    report(context, typed,
           {"added",
            "Added the group " + added->name + ". Put people in it: postern group join " +
                added->name + " USER",
            {{"group", to_json(*added)}}});
}

void set(CommandContext& context, const Arguments& typed) {
    const auto& name = typed.text("NAME");
    const auto& description = typed.text("--description");
    if (description.empty() != typed.flag("--no-description"))
        throw CommandError{kUsage, "give --description or --no-description"};
    const auto changed =
        context.services().groups.describe(name, description, context.actor(), context.now());
    if (!changed) throw refused(changed.error(), name);
    report(context, typed,
           {"changed",
            "Changed the group " + name + ".",
            {{"group", to_json(get_group(context, name))}}});
}

void remove(CommandContext& context, const Arguments& typed) {
    const Group group = get_group(context, typed.text("NAME"));
    const auto sites = sites_naming(context, RuleSubject::Kind::Group, group.name);
    const std::string what = "the group " + group.name;
    if (!sites.empty()) throw named_by_rules(what, sites);
    confirm(context.console(), typed.flag("--yes"),
            "Remove " + what + " with its memberships and grants? This cannot be undone.",
            Unasked::GoOn);
    const auto removed =
        context.services().groups.remove(group.name, context.actor(), context.now());
    if (!removed) throw refused(removed.error(), group.name);
    report(context, typed, {"removed", "Removed " + what + ".", {{"group", to_json(group)}}});
}

/// All of them, before anything is changed. Throws CommandError.
std::vector<User> typed_users(CommandContext& context, const Arguments& typed) {
    std::vector<User> users;
    for (const auto& who : typed.texts("USER")) users.push_back(get_user(context, who));
    return users;
}

/// Changes one user after the other; says how far it came where one is refused.
template <class Change>
std::vector<std::string> change_each(const std::vector<User>& users, const std::string& group,
                                     Change change) {
    std::vector<std::string> done;
    for (const User& user : users) {
        const auto changed = change(user);
        if (!changed) {
            const auto error = refused(changed.error(), group);
            throw CommandError{error.status(), user.email.text() + ": " + error.what() +
                                                   (done.empty() ? "" : "; done before: ") +
                                                   listed(done)};
        }
        done.push_back(user.email.text());
    }
    return done;
}

void join(CommandContext& context, const Arguments& typed) {
    const auto& group = typed.text("NAME");
    const auto until = typed_later_moment(context, typed, "--until");
    const auto users = typed_users(context, typed);
    const auto& groups = context.services().groups;
    const auto joined = change_each(users, group, [&](const User& user) {
        return groups.join(group, user, until, context.actor(), context.now());
    });
    report(
        context, typed,
        {"joined",
         listed(joined) + (joined.size() == 1 ? " is" : " are") + " in the group " + group +
             until_words(until, false) + ".",
         {{"group", group}, {"users", names_json(joined)}, {"expires_at", time_or_null(until)}}});
}

void leave(CommandContext& context, const Arguments& typed) {
    const auto& group = typed.text("NAME");
    const auto users = typed_users(context, typed);
    const auto& groups = context.services().groups;
    const auto left = change_each(users, group, [&](const User& user) {
        return groups.leave(group, user, context.actor(), context.now());
    });
    report(context, typed,
           {"left",
            listed(left) + (left.size() == 1 ? " is" : " are") + " no longer in the group " +
                group + ".",
            {{"group", group}, {"users", names_json(left)}}});
}

}  // namespace

Command group_commands() {
    return {
        .name = "group",
        .help = "Add, list, change and remove groups, and say who is in them",
        .commands = {
            {.name = "add",
             .help = "Add a group",
             .options = {{.name = "NAME",
                          .help = "Short name; sites and rules know the group by it",
                          .required = true},
                         {.name = "--description", .help = "Its members, in one line"},
                         kJsonFlag},
             .run = add},
            {.name = "list",
             .help = "List the groups",
             .options = with_table_options({}),
             .run = list},
            {.name = "show",
             .help = "Show a group: its grants, the sites whose rules name it, and its members",
             .options = with_table_options(
                 {kGroupOperand,
                  {.name = "--limit",
                   .help = "Maximum number of members; 0 for all",
                   .type = OptionType::Number,
                   .default_value = "0",
                   .min = 0,
                   .max = 10'000'000},
                  {.name = "--after",
                   .help = "Start after this user, the last one of the previous page"}}),
             .run = show},
            {.name = "set",
             .help = "Change the description of a group",
             .options = {kGroupOperand,
                         {.name = "--description", .help = "Its members, in one line"},
                         {.name = "--no-description",
                          .help = "Remove the description",
                          .type = OptionType::Flag},
                         kJsonFlag},
             .run = set},
            {.name = "remove",
             .help = "Remove a group with its memberships and grants; refused while rules name it",
             .options = {kGroupOperand, kYesFlag, kJsonFlag},
             .run = remove},
            {.name = "join",
             .help = "Put users in a group; who is in it already gets the new end",
             .options = {kGroupOperand, kUsersOperand, kUntilOption, kJsonFlag},
             .run = join},
            {.name = "leave",
             .help = "Take users out of a group",
             .options = {kGroupOperand, kUsersOperand, kJsonFlag},
             .run = leave}}};
}

}  // namespace postern::app
