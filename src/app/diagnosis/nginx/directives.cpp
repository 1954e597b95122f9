#include "app/diagnosis/nginx/directives.hpp"

#include <algorithm>
#include <array>

namespace postern::app {

namespace {

constexpr std::array<std::string_view, 5> kPasses{"proxy_pass", "fastcgi_pass", "uwsgi_pass",
                                                  "scgi_pass", "grpc_pass"};
constexpr std::array<std::string_view, 7> kSnippets{
    "gate.conf",     "protect.conf", "proxy.conf",        "static.conf",
    "identity.conf", "portal.conf",  "portal-errors.conf"};

/// Every snippet names something of Postern's.
bool is_posterns(const Directives& block) {
    return std::ranges::any_of(block, [](const NginxDirective& one) {
        return std::ranges::any_of(one.arguments,
                                   [](const std::string& word) {
                                       return word.find("postern") != std::string::npos;
                                   }) ||
               is_posterns(one.block);
    });
}

Directives expand(const std::vector<NginxSource>& files, const Directives& block,
                  std::size_t depth) {
    constexpr std::size_t kMaxDepth = 8;
    Directives expanded;
    for (const auto& directive : block) {
        if (directive.name != "include" || depth == kMaxDepth || is_snippet(files, directive)) {
            expanded.push_back(directive);
            continue;
        }
        const auto content = included(files, directive);
        if (content.empty()) expanded.push_back(directive);  // its name may say something
        const auto more = expand(files, content, depth + 1);
        expanded.insert(expanded.end(), more.begin(), more.end());
    }
    return expanded;
}

}  // namespace

std::string argument(const NginxDirective& directive, std::size_t number) {
    return number < directive.arguments.size() ? directive.arguments[number] : std::string{};
}

std::string last_argument(const NginxDirective& directive) {
    return directive.arguments.empty() ? std::string{} : directive.arguments.back();
}

std::string shown(const NginxDirective& directive) {
    std::string text = directive.name;
    for (const auto& word : directive.arguments) text += " " + word;
    return text;
}

const NginxDirective* find(const Directives& block, std::string_view name) {
    const auto found = std::ranges::find(block, name, &NginxDirective::name);
    return found == block.end() ? nullptr : &*found;
}

const NginxDirective* find_set(const Directives& block, std::string_view variable) {
    const auto found = std::ranges::find_if(block, [variable](const NginxDirective& one) {
        return one.name == "set" && argument(one) == variable;
    });
    return found == block.end() ? nullptr : &*found;
}

bool includes(const NginxDirective& directive, std::string_view snippet) {
    const std::string path = argument(directive);
    return directive.name == "include" &&
           (path == snippet || path.ends_with("/" + std::string{snippet}));
}

const NginxDirective* find_include(const Directives& block, std::string_view snippet) {
    const auto found = std::ranges::find_if(
        block, [snippet](const NginxDirective& one) { return includes(one, snippet); });
    return found == block.end() ? nullptr : &*found;
}

bool is_parameters(const NginxDirective& directive) {
    const std::string path = argument(directive);
    return includes(directive, "fastcgi.conf") && path != "fastcgi.conf" &&
           path != "/etc/nginx/fastcgi.conf";
}

bool is_snippet(const std::vector<NginxSource>& files, const NginxDirective& directive) {
    const bool is_named = is_parameters(directive) ||
                          std::ranges::any_of(kSnippets, [&directive](std::string_view snippet) {
                              return includes(directive, snippet);
                          });
    if (!is_named) return false;
    const auto content = included(files, directive);
    return content.empty() || is_posterns(content);
}

Directives expand(const std::vector<NginxSource>& files, const Directives& block) {
    return expand(files, block, 0);
}

bool is_pass(std::string_view name) { return std::ranges::find(kPasses, name) != kPasses.end(); }

bool is_handler(std::string_view name) {
    return is_pass(name) || name == "stub_status" || name == "js_content" || name == "empty_gif" ||
           name == "memcached_pass" || name == "perl" || name.ends_with("_by_lua_block") ||
           name.ends_with("_by_lua_file");
}

bool has_lock(std::string_view value) {
    if (const auto scheme = value.find("://"); scheme != std::string_view::npos)
        value.remove_prefix(scheme + 3);
    constexpr std::string_view kName = "$postern_shut";
    if (value.starts_with("${postern_shut}")) return true;
    if (!value.starts_with(kName)) return false;
    const char next = value.size() > kName.size() ? value[kName.size()] : '/';
    return next != '_' && !(next >= '0' && next <= '9') && !(next >= 'a' && next <= 'z') &&
           !(next >= 'A' && next <= 'Z');  // else it is the beginning of another name
}

}  // namespace postern::app
