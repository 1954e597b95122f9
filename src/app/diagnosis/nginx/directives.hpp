/// directives: questions about nginx's directives, and about Postern's snippets among them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "app/diagnosis/nginx/nginx_config.hpp"

namespace postern::app {

using Directives = std::vector<NginxDirective>;

/// Empty when there are fewer.
std::string argument(const NginxDirective& directive, std::size_t number = 0);
std::string last_argument(const NginxDirective& directive);
/// The directive without its block, as somebody would write it.
std::string shown(const NginxDirective& directive);

/// The first of this name; null: there is none.
const NginxDirective* find(const Directives& block, std::string_view name);
/// `set VARIABLE ...`
const NginxDirective* find_set(const Directives& block, std::string_view variable);

/// `include .../SNIPPET`
bool includes(const NginxDirective& directive, std::string_view snippet);
const NginxDirective* find_include(const Directives& block, std::string_view snippet);
/// Postern's fastcgi.conf, and not the file of this name that nginx brings along.
bool is_parameters(const NginxDirective& directive);
/// Postern's, by name and, as far as the text has the file, by what is in it. Those for the http
/// level do not count.
bool is_snippet(const std::vector<NginxSource>& files, const NginxDirective& directive);

/// The block with the contents of the files that it includes, but for Postern's own snippets.
Directives expand(const std::vector<NginxSource>& files, const Directives& block);

/// `proxy_pass` and its like.
bool is_pass(std::string_view name);
/// Answers by itself, without a root.
bool is_handler(std::string_view name);

/// Whether the value begins with the lock: only in front of all else does it make the value lead
/// nowhere.
bool has_lock(std::string_view value);

}  // namespace postern::app
