/// nginx_config: nginx's configuration as a tree of directives.
///
/// Reads what `nginx -T` prints, each file behind `# configuration file NAME:`, or the text of one
/// file. The syntax is that of ngx_conf_file.c: words with quotation marks and backslashes,
/// variables in braces, comments from `#` at the start of a word.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace postern::app {

struct NginxDirective {
    std::string name;
    std::vector<std::string> arguments;  ///< without quotation marks
    std::vector<NginxDirective> block;   ///< what stands between its braces
    std::string file;
    std::size_t line;  ///< the first of a file is 1
};

struct NginxSource {
    std::string name;  ///< empty in a text without headings
    std::vector<NginxDirective> directives;
};

/// The text is not the configuration of nginx; what() names file and line.
class NginxSyntaxError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The files in the order of the text. Throws NginxSyntaxError.
std::vector<NginxSource> parse_nginx_config(std::string_view text);

/// The directives of an `include` from all files, the pattern resolved as nginx does: relative to
/// the folder of the first file. Empty if the files hold none of them.
std::vector<NginxDirective> included(const std::vector<NginxSource>& files,
                                     const NginxDirective& include);

}  // namespace postern::app
