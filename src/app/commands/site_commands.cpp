#include <cstdlib>
#include <optional>
#include <ostream>

#include "app/commands/command_services.hpp"
#include "app/commands/commands.hpp"
#include "app/console/question.hpp"
#include "app/wiring/public_url.hpp"
#include "postern/base/bytes.hpp"
#include "postern/config/duration.hpp"
#include "postern/store/listed.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

constexpr const char* kBadOrigin =
    "the address must be an origin such as https://wiki.example.org: scheme, host and an optional "
    "port; https if the portal uses https";

constexpr const char* kBadTitle =
    "a title is one line of 1 to 100 characters without control characters";
constexpr const char* kBadDescription =
    "a description is one line of 1 to 200 characters without control characters";

constexpr const char* kBadContact =
    "the contact must be an e-mail address such as wiki@example.org";

constexpr const char* kBadCredentials =
    "the credentials are one or more of cookie, token and basic, separated by commas";

constexpr const char* kBadMaxAge =
    "the maximum age of a sign-in is between 60s and 30d, such as 15m, 12h or 1d";

/// What `--max-age 12h` says. Throws CommandError for anything that is no duration.
std::optional<std::chrono::seconds> typed_max_age(const Arguments& typed) {
    const auto& text = typed.text("--max-age");
    if (text.empty()) return std::nullopt;
    const auto age = config::parse_duration(text);
    if (!age || age->count() == 0) throw CommandError{kUsage, kBadMaxAge};
    return std::chrono::ceil<std::chrono::seconds>(*age);
}

/// What `--level 2` says; CLI11 has checked it.
std::optional<Level> typed_level(const Arguments& typed) {
    return to_level(to_number(typed.text("--level")).value_or(0));
}

/// What `--credentials cookie,token` says; nothing: it was not typed.
std::optional<SiteCredentials> typed_credentials(const Arguments& typed) {
    const auto& text = typed.text("--credentials");
    if (text.empty()) return std::nullopt;
    const auto credentials = parse_site_credentials(text);
    if (!credentials) throw CommandError{kUsage, kBadCredentials};
    return credentials;
}

/// What `--assertion on` says; CLI11 has checked it.
std::optional<bool> typed_assertion(const Arguments& typed) {
    const auto& text = typed.text("--assertion");
    return text.empty() ? std::nullopt : std::optional{text == "on"};
}

SiteTokens typed_tokens(const Arguments& typed) {
    const SiteTokens otherwise;
    return {.credentials = typed_credentials(typed).value_or(otherwise.credentials),
            .basic = parse_site_basic(typed.text("--basic")).value_or(otherwise.basic),
            .audience =
                parse_token_audience(typed.text("--token-audience")).value_or(otherwise.audience),
            .assertion = typed_assertion(typed).value_or(otherwise.assertion),
            .identity = parse_site_identity(typed.text("--identity")).value_or(otherwise.identity)};
}

std::string words(service::AddSiteError error) {
    using enum service::AddSiteError;
    switch (error) {
        case BadName:
            return "a site's name must be 1 to 64 characters of a-z, 0-9, '-' and '_', and start "
                   "with a letter or digit";
        case BadOrigin:
            return kBadOrigin;
        case BadTitle:
            return kBadTitle;
        case BadDescription:
            return kBadDescription;
        case BadContact:
            return kBadContact;
        case BadMaxAge:
            return kBadMaxAge;
        case NameTaken:
            return "a site with this name already exists; `postern site set` changes it";
    }
    std::abort();  // a value outside the enum is a bug
}

CommandError refused(service::SetSiteError error, const std::string& name) {
    switch (error) {
        case service::SetSiteError::NoSuchSite:
            return no_such_site(name);
        case service::SetSiteError::BadOrigin:
            return {kRefused, kBadOrigin};
        case service::SetSiteError::BadTitle:
            return {kRefused, kBadTitle};
        case service::SetSiteError::BadDescription:
            return {kRefused, kBadDescription};
        case service::SetSiteError::BadContact:
            return {kRefused, kBadContact};
        case service::SetSiteError::BadMaxAge:
            return {kRefused, kBadMaxAge};
    }
    std::abort();  // a value outside the enum is a bug
}

void warn_when_unreached(CommandContext& context, const Site& site) {
    if (!site.tokens.credentials.cookie || cookie_reaches(context.config(), site.origin.host()))
        return;
    context.console().err << "Warning: browsers will not send the session cookie to "
                          << site.origin.host()
                          << ", so nobody can get in.\nSet session.cookie_domain to a domain that "
                          << public_url(context.config()).origin.host()
                          << " and this host share.\n";
}

constexpr Option kCredentialsOption{
    .name = "--credentials",
    .help =
        "What the site takes: cookie, token (Authorization: Bearer), basic; all of them, or "
        "some with commas, such as cookie,token"};
constexpr Option kBasicOption{
    .name = "--basic",
    .help =
        "What counts as the password of HTTP Basic: a personal token, also the account's "
        "password, or nothing",
    .choices = "off|token|password"};
constexpr Option kAudienceOption{
    .name = "--token-audience",
    .help =
        "Whose access tokens count: issuer for all of this server, site for those of this site "
        "alone",
    .choices = "issuer|site"};
constexpr Option kAssertionOption{
    .name = "--assertion",
    .help = "Whether the site gets a signed Postern-Assertion about who is there",
    .choices = "on|off"};

constexpr Option kIdentityOption{
    .name = "--identity",
    .help =
        "What the site gets as Remote-User; where it is the username, users without one do not get "
        "in",
    .choices = "email|username|id"};

constexpr Option kRegistrationOption{
    .name = "--registration",
    .help =
        "Whether visitors who come from the site are offered to register: off for never, whatever "
        "registration.mode says",
    .choices = "inherit|off"};

Option with_default(Option option, std::string_view value) {
    option.default_value = value;
    return option;
}

const std::vector<Column> kColumns{{"name"},
                                   {"origin", Cells::Text},
                                   {"policy"},
                                   {"level"},
                                   {"max_age"},
                                   {"title", Cells::Text},
                                   {"description", Cells::Text, true},
                                   {"contact", Cells::Text, true},
                                   {.title = "credentials", .wide = true},
                                   {.title = "basic", .wide = true},
                                   {.title = "token_audience", .wide = true},
                                   {.title = "assertion", .wide = true},
                                   {.title = "identity", .wide = true},
                                   {.title = "registration", .wide = true},
                                   {"created_at", Cells::Time}};

constexpr std::string_view kDamagedSiteAdvice =
    "the gate refuses it if it needs what is damaged; `postern site set NAME` replaces its values, "
    "and `postern site remove` also accepts the row, such as 'site 3'";

/// `12h`; empty: any.
std::string max_age_text(const Demand& demand) {
    return demand.max_age ? config::to_text(*demand.max_age) : std::string{};
}

/// ` It asks for level 2, proven within 12h.`; empty when any sign-in will do.
std::string demand_words(const Site& site) {
    if (site.demand == Demand{}) return {};
    const std::string level = std::to_string(to_number(site.demand.level));
    std::string words = " It asks for level " + level;
    if (site.demand.max_age) words += ", proven within " + max_age_text(site.demand);
    words += '.';
    if (site.policy == SitePolicy::Public) words += " While it is public, that has no effect.";
    return words;
}

/// ` It takes: token.`; empty where all is as it is at first.
std::string token_words(const SiteTokens& tokens) {
    const SiteTokens at_first;
    std::string words;
    if (tokens.credentials != at_first.credentials)
        words += " It takes: " + to_text(tokens.credentials) + ".";
    if (tokens.basic != at_first.basic)
        words += " HTTP Basic: " + std::string{to_text(tokens.basic)} + ".";
    if (tokens.basic != at_first.basic && !tokens.credentials.basic)
        words += " While it does not take basic, that has no effect.";
    if (tokens.audience != at_first.audience)
        words += " Access tokens must be for this site alone.";
    if (tokens.assertion) words += " It gets signed assertions.";
    if (tokens.identity == SiteIdentity::Username)
        words += " It knows users by their username; those who have none do not get in.";
    if (tokens.identity == SiteIdentity::Id) words += " It knows users by their id.";
    return words;
}

Row row(const Site& site) {
    return {site.name,
            site.origin.text(),
            to_text(site.policy),
            static_cast<int>(to_number(site.demand.level)),
            site.demand.max_age ? json::Json{max_age_text(site.demand)} : json::Json{},
            site.title,
            site.description,
            site.contact ? json::Json{site.contact->text()} : json::Json{},
            to_text(site.tokens.credentials),
            to_text(site.tokens.basic),
            to_text(site.tokens.audience),
            site.tokens.assertion,
            to_text(site.tokens.identity),
            to_text(site.registration),
            to_rfc3339(site.created_at)};
}

void list(CommandContext& context, const Arguments& typed) {
    std::vector<Row> rows;
    std::vector<std::string> damaged;
    const auto sites = context.services().database.sites().list();
    for (const auto& site : sites.found) rows.push_back(row(site));
    add_damaged(rows, damaged, sites.damaged, kColumns.size());
    print_rows(context.out(), table_style(context, typed), kColumns, rows,
               "No sites yet. Add one: postern site add NAME https://HOST");
    refuse_damaged(damaged, kDamagedSiteAdvice);
}

void show(CommandContext& context, const Arguments& typed) {
    const auto& name = typed.text("NAME");
    const auto site = context.services().sites.find(name);
    if (!site) throw no_such_site(name);
    auto& out = context.out();
    if (typed.flag("--json")) return print_json(out, to_json(*site));
    const auto line = [&out](std::string_view what, const std::string& value) {
        print_fact(out, 13, what, value);
    };
    line("Name", site->name);
    line("Title", site->title);
    line("Description", site->description);
    line("Contact", site->contact ? site->contact->text() : std::string{});
    line("Origin", site->origin.text());
    line("Policy", std::string{to_text(site->policy)});
    line("Level", std::to_string(to_number(site->demand.level)));
    line("Maximum age", max_age_text(site->demand));
    line("Credentials", to_text(site->tokens.credentials));
    line("Basic", std::string{to_text(site->tokens.basic)});
    line("Audience", std::string{to_text(site->tokens.audience)});
    line("Assertion", site->tokens.assertion ? "on" : "off");
    line("Identity", std::string{to_text(site->tokens.identity)});
    line("Registration", std::string{to_text(site->registration)});
    line("Created", to_rfc3339(site->created_at));
}

void add(CommandContext& context, const Arguments& typed) {
    report(context, typed,
           add_site(context, typed.text("NAME"), typed.text("ORIGIN"), typed.text("--policy"),
                    {typed.text("--title"), typed.text("--description"), typed.text("--contact"),
                     parse_site_registration(typed.text("--registration"))
                         .value_or(SiteRegistration::Inherit)},
                    {typed_level(typed).value_or(Level::One), typed_max_age(typed)},
                    typed_tokens(typed)));
}

void set(CommandContext& context, const Arguments& typed) {
    const auto& name = typed.text("NAME");
    const auto& origin = typed.text("--origin");
    const auto& policy = typed.text("--policy");
    service::TypedSiteChange change{
        .policy = parse_site_policy(policy),
        .title = typed_words(typed, "--title", "--no-title"),
        .description = typed_words(typed, "--description", "--no-description"),
        .contact = typed_words(typed, "--contact", "--no-contact"),
        .level = typed_level(typed),
        .max_age = typed_max_age(typed),
        .credentials = typed_credentials(typed),
        .basic = parse_site_basic(typed.text("--basic")),
        .audience = parse_token_audience(typed.text("--token-audience")),
        .assertion = typed_assertion(typed),
        .identity = parse_site_identity(typed.text("--identity")),
        .registration = parse_site_registration(typed.text("--registration"))};
    if (typed.flag("--no-max-age")) {
        if (change.max_age) throw CommandError{kUsage, "give --max-age or --no-max-age, not both"};
        change.max_age = std::chrono::seconds{0};
    }
    if (!origin.empty()) change.origin = origin;
    if (!change.origin && !change.policy && !change.title && !change.description &&
        !change.contact && !change.level && !change.max_age && !change.credentials &&
        !change.basic && !change.audience && !change.assertion && !change.identity &&
        !change.registration)
        throw CommandError{
            kUsage,
            "give --origin, --policy, --level, --max-age, --credentials, --basic, "
            "--token-audience, --assertion, --identity, --registration, --title, --description or "
            "--contact"};
    const auto changed = context.services().sites.set(name, change, context.actor(), context.now());
    if (!changed) throw refused(changed.error(), name);
    context.services().revoker.tell();
    report(context, typed,
           {"changed",
            "Site " + changed->name + " is at " + changed->origin.text() + ", policy " +
                std::string{to_text(changed->policy)} + "." + demand_words(*changed) +
                token_words(changed->tokens),
            {{"site", to_json(*changed)}}});
    warn_when_unreached(context, *changed);
}

/// Nothing for a site whose row is damaged. Throws CommandError when there is no such site.
std::optional<Site> find_readable(CommandContext& context, const std::string& name) {
    try {
        auto site = context.services().sites.find(name);
        if (!site && !store::key_of_row("site", name)) throw no_such_site(name);
        return site;
    } catch (const store::CorruptRow&) {
        return std::nullopt;
    }
}

void remove(CommandContext& context, const Arguments& typed) {
    const auto& name = typed.text("NAME");
    const auto site = find_readable(context, name);
    confirm(context.console(), typed.flag("--yes"),
            "Remove the site " + printable(name) + (site ? " at " + site->origin.text() : "") +
                "? Nobody can open it until it is added again.",
            Unasked::GoOn);
    if (!context.services().sites.remove(name, context.actor(), context.now()))
        throw no_such_site(name);
    context.services().revoker.tell();
    report(context, typed,
           {"removed",
            "Removed the site. Requests to it are answered \"unavailable\" from now on.",
            {{"site", site ? to_json(*site) : json::Json{json::Json::Object{{"name", name}}}}}});
}

}  // namespace

CommandError no_such_site(const std::string& name) {
    return {kRefused, "no such site: " + printable(name) + "; see `postern site list`"};
}

json::Json to_json(const Site& site) { return to_object(kColumns, row(site)); }

Outcome add_site(CommandContext& context, const std::string& name, const std::string& origin,
                 const std::string& policy, const service::SiteWords& shown, const Demand& demand,
                 const SiteTokens& tokens) {
    const auto parsed = parse_site_policy(policy);
    if (!parsed) throw CommandError{kUsage, "the policy is signed_in or public"};
    const auto added = context.services().sites.add(name, origin, *parsed, context.actor(),
                                                    context.now(), shown, demand, tokens);
    if (!added) throw CommandError{kRefused, words(added.error())};
    context.services().revoker.tell();
    warn_when_unreached(context, *added);
    return {"added",
            "Added site " + added->name + " at " + added->origin.text() + ", policy " +
                std::string{to_text(added->policy)} + "." + demand_words(*added) +
                token_words(added->tokens) + "\nIts nginx configuration: postern nginx " +
                added->name,
            {{"site", to_json(*added)}}};
}

Command site_commands() {
    return {
        .name = "site",
        .help = "Add, list, change and remove protected sites",
        .commands = {
            {.name = "add",
             .help = "Protect a site",
             .options =
                 {{.name = "NAME",
                   .help = "Short name, used in the nginx configuration",
                   .required = true},
                  {.name = "ORIGIN",
                   .help = "Address of the site: https://wiki.example.org",
                   .required = true},
                  {.name = "--policy",
                   .help = "Who may pass: signed_in for signed-in users, public for everyone",
                   .default_value = "signed_in",
                   .choices = "signed_in|public"},
                  {.name = "--level",
                   .help = "What its visitors must have proven: 1 one factor, 2 two, 3 a "
                           "passkey",
                   .default_value = "1",
                   .choices = "1|2|3"},
                  {.name = "--max-age",
                   .help = "How long ago at most, such as 12h; without it: any time"},
                  kCredentialsOption,
                  with_default(kBasicOption, "token"),
                  with_default(kAudienceOption, "issuer"),
                  with_default(kAssertionOption, "off"),
                  with_default(kIdentityOption, "email"),
                  with_default(kRegistrationOption, "inherit"),
                  {.name = "--title",
                   .help = "What people read instead of the address, such as Wiki"},
                  {.name = "--description", .help = "What the site is for, in one line"},
                  {.name = "--contact", .help = "E-mail address that gets requests for access"},
                  kJsonFlag},
             .run = add},
            {.name = "list",
             .help = "List the protected sites",
             .options = with_table_options({}),
             .run = list},
            {.name = "show",
             .help = "Show one site",
             .options = {{.name = "NAME", .help = "Name of the site", .required = true}, kJsonFlag},
             .run = show},
            {.name = "set",
             .help = "Change the address, the policy, the demands, the credentials, the words or "
                     "the contact of a site",
             .options =
                 {{.name = "NAME", .help = "Name of the site", .required = true},
                  {.name = "--origin", .help = "New address of the site"},
                  {.name = "--policy",
                   .help = "signed_in, or public: everyone is let through",
                   .choices = "signed_in|public"},
                  {.name = "--level",
                   .help = "What its visitors must have proven: 1 one factor, 2 two, 3 a passkey",
                   .choices = "1|2|3"},
                  {.name = "--max-age",
                   .help = "How long ago at most, such as 12h: then people prove it again"},
                  {.name = "--no-max-age",
                   .help = "Let it be any time ago",
                   .type = OptionType::Flag},
                  kCredentialsOption,
                  kBasicOption,
                  kAudienceOption,
                  kAssertionOption,
                  kIdentityOption,
                  kRegistrationOption,
                  {.name = "--title", .help = "What people read instead of the address"},
                  {.name = "--no-title", .help = "Remove the title", .type = OptionType::Flag},
                  {.name = "--description", .help = "What the site is for, in one line"},
                  {.name = "--no-description",
                   .help = "Remove the description",
                   .type = OptionType::Flag},
                  {.name = "--contact", .help = "E-mail address that gets requests for access"},
                  {.name = "--no-contact", .help = "Remove the contact", .type = OptionType::Flag},
                  kJsonFlag},
             .run = set},
            {.name = "remove",
             .help = "Remove a site; requests to it are no longer let through",
             .options = {{.name = "NAME", .help = "Name of the site", .required = true},
                         kYesFlag,
                         kJsonFlag},
             .run = remove}}};
}

}  // namespace postern::app
