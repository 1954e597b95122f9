#include "app/diagnosis/nginx/nginx_tree.hpp"

#include <algorithm>
#include <iterator>
#include <regex>
#include <set>
#include <utility>

#include "postern/base/bytes.hpp"

namespace postern::app {

namespace {

NginxListen listen_of(const NginxDirective& directive) {
    const std::string where = argument(directive);
    const auto& words = directive.arguments;
    NginxListen made{&directive, where, "", std::ranges::any_of(words, [](const std::string& word) {
                         return word == "default_server" || word == "default";
                     })};
    if (where.starts_with("unix:")) return made;
    const auto colon = where.find(':', where.starts_with('[') ? where.find(']') : 0);
    if (to_number(where)) {
        made.host = "*";
        made.port = where;
    } else {
        made.host = where.substr(0, colon);
        made.port = colon == std::string::npos ? "80" : where.substr(colon + 1);
    }
    if (made.host == "0.0.0.0") made.host = "*";
    return made;
}

std::pair<LocationKind, std::string> kind_of(const NginxDirective& location) {
    const std::string first = argument(location);
    std::string path = last_argument(location);
    using enum LocationKind;
    if (location.arguments.size() > 1) {
        if (first == "=") return {Exact, path};
        if (first == "^~") return {FirstPrefix, path};
        return {Regex, path};
    }
    if (path.starts_with('@')) return {Named, path};
    if (path.starts_with("^~")) return {FirstPrefix, path.substr(2)};  // without the space
    if (path.starts_with("~*")) return {Regex, path.substr(2)};
    if (path.starts_with('~')) return {Regex, path.substr(1)};
    if (path.starts_with('=')) return {Exact, path.substr(1)};
    return {Prefix, std::move(path)};
}

std::size_t count_of(const Directives& block, std::string_view name) {
    return static_cast<std::size_t>(std::ranges::count(block, name, &NginxDirective::name));
}

/// `block` stays where it is: the locations point into it.
void add_locations(const std::vector<NginxSource>& files, const Directives& block,
                   const NginxServer& server, const NginxLocation* parent,
                   std::vector<NginxLocation>& locations) {
    locations.reserve(count_of(block, "location"));
    for (const auto& directive : block) {
        if (directive.name != "location") continue;
        auto [kind, path] = kind_of(directive);
        auto& added = locations.emplace_back(NginxLocation{
            &directive, &server, parent, kind, std::move(path), expand(files, directive.block)});
        add_locations(files, added.block, server, &added, added.inner);
    }
}

void add_servers(const Directives& directives, std::vector<NginxDirective>& servers) {
    for (const auto& directive : directives)
        if (directive.name == "server")
            servers.push_back(directive);
        else if (directive.name != "upstream" && directive.name != "stream" &&
                 directive.name != "mail")
            add_servers(directive.block, servers);
}

/// Those in files that no include names, as when somebody has put the text together.
void add_forgotten(const std::vector<NginxSource>& files, std::vector<NginxDirective>& servers) {
    std::set<std::pair<std::string, std::size_t>> known;
    for (const auto& one : servers) known.emplace(one.file, one.line);
    std::vector<NginxDirective> every;
    for (const auto& file : files) add_servers(file.directives, every);
    std::ranges::copy_if(every, std::back_inserter(servers), [&known](const NginxDirective& one) {
        return !known.contains({one.file, one.line});
    });
}

void collect(const std::vector<NginxLocation>& locations,
             std::vector<const NginxLocation*>& found) {
    for (const auto& location : locations) {
        found.push_back(&location);
        collect(location.inner, found);
    }
}

bool is_case_blind(const NginxLocation& location) {
    return argument(*location.directive).starts_with("~*");
}

/// The one of these that nginx takes, and then the one inside it.
const NginxLocation* choose(const std::vector<NginxLocation>& locations, const std::string& path) {
    using enum LocationKind;
    const NginxLocation* longest = nullptr;
    for (const auto& one : locations) {
        if (one.kind == Exact && one.path == path) return &one;
        if ((one.kind == Prefix || one.kind == FirstPrefix) && path.starts_with(one.path) &&
            (longest == nullptr || one.path.size() > longest->path.size()))
            longest = &one;
    }
    const auto* inner = longest == nullptr ? nullptr : choose(longest->inner, path);
    if (inner != nullptr && (inner->kind == Exact || inner->kind == Regex)) return inner;
    if (longest == nullptr || longest->kind != FirstPrefix)
        for (const auto& one : locations)
            if (one.kind == Regex && matches(one.path, path, is_case_blind(one)).value_or(false))
                return &one;
    return inner != nullptr ? inner : longest;
}

}  // namespace

bool NginxLocation::is_protected() const { return find_include(block, "protect.conf") != nullptr; }

std::string NginxLocation::title() const { return shown(*directive); }

const NginxDirective* NginxLocation::nearest(std::string_view name) const {
    if (const auto* own = find(block, name)) return own;
    return parent != nullptr ? parent->nearest(name) : server->nearest(name);
}

const NginxDirective* NginxLocation::folder() const {
    for (const char* name : {"root", "alias"})
        if (const auto* own = find(block, name)) return own;
    return parent != nullptr ? parent->folder() : server->nearest("root");
}

bool NginxListen::is_loopback() const {
    return port.empty() || host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

bool NginxServer::is_site() const {
    if (has_gate() || find_set(block, "$postern_site") != nullptr) return true;
    const auto every = all_locations();
    return std::ranges::any_of(every, [](const NginxLocation* one) { return one->is_protected(); });
}

std::string NginxServer::site() const {
    const auto* set = find_set(block, "$postern_site");
    return set == nullptr ? std::string{} : argument(*set, 1);
}

const NginxDirective* NginxServer::nearest(std::string_view name) const {
    const auto* own = find(block, name);
    return own != nullptr ? own : find(*http, name);
}

bool NginxServer::takes_all() const {
    return std::ranges::any_of(locations, [](const NginxLocation& one) {
        return one.path == "/" &&
               (one.kind == LocationKind::Prefix || one.kind == LocationKind::FirstPrefix);
    });
}

const NginxLocation* NginxServer::location_of(const std::string& path) const {
    return choose(locations, path);
}

const NginxLocation* NginxServer::named(const std::string& name) const {
    const auto found = std::ranges::find_if(locations, [&name](const NginxLocation& one) {
        return one.kind == LocationKind::Named && one.path == name;
    });
    return found == locations.end() ? nullptr : &*found;
}

std::vector<const NginxLocation*> NginxServer::all_locations() const {
    std::vector<const NginxLocation*> found;
    collect(locations, found);
    return found;
}

NginxTree::NginxTree(const std::vector<NginxSource>& files) {
    // The text may be a whole configuration, or only what stands in its http block.
    for (const auto& file : files) {
        const auto* block = find(file.directives, "http");
        const bool is_main = &file == &files.front();
        if (block != nullptr || is_main)
            http = expand(files, block != nullptr ? block->block : file.directives);
        if (block != nullptr) break;
    }
    add_servers(http, directives_);
    add_forgotten(files, directives_);
    servers.reserve(directives_.size());
    for (const auto& directive : directives_) {
        auto& server =
            servers.emplace_back(NginxServer{&directive, &http, expand(files, directive.block)});
        for (const auto& one : server.block)
            if (one.name == "listen") server.listens.push_back(listen_of(one));
        if (server.listens.empty()) server.listens.push_back({nullptr, "*", "80", false});
        add_locations(files, server.block, server, nullptr, server.locations);
    }
}

const NginxServer* NginxTree::default_of(const NginxListen& listen) const {
    const NginxServer* first = nullptr;
    for (const auto& server : servers)
        for (const auto& one : server.listens) {
            if (one.host != listen.host || one.port != listen.port) continue;
            if (one.is_default) return &server;
            if (first == nullptr) first = &server;
        }
    return first;
}

std::vector<std::string> NginxTree::addresses_of(const std::string& upstream) const {
    for (const auto& directive : http) {
        if (directive.name != "upstream" || argument(directive) != upstream) continue;
        std::vector<std::string> addresses;
        for (const auto& one : directive.block)
            if (one.name == "server") addresses.push_back(argument(one));
        return addresses;
    }
    return {upstream};
}

std::optional<bool> matches(const std::string& expression, const std::string& text,
                            bool ignore_case) {
    constexpr std::size_t kMaxBytes = 2000;  // what is tried here is recursive
    if (expression.size() > kMaxBytes) return std::nullopt;
    try {
        auto flags = std::regex::ECMAScript;
        if (ignore_case) flags |= std::regex::icase;
        return std::regex_search(text, std::regex{expression, flags});
    } catch (const std::regex_error&) {
        return std::nullopt;
    }
}

}  // namespace postern::app
