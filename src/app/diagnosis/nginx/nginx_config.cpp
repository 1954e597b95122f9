#include "app/diagnosis/nginx/nginx_config.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "postern/base/bytes.hpp"

namespace postern::app {

namespace {

constexpr std::string_view kHeading = "# configuration file ";
/// nginx itself nests server, location and if; nobody needs more.
constexpr std::size_t kMaxDepth = 32;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Takes words and signs off the text, and counts the lines of each file.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_{text} {}

    struct Token {
        std::string text;
        bool is_sign;  ///< `;`, `{` or `}` outside quotation marks
        std::size_t line;
    };

    /// Nothing at the end of a file or of the text.
    std::optional<Token> next() {
        if (!skip_to_word()) return std::nullopt;
        const char first = rest_.front();
        if (first == ';' || first == '{' || first == '}') return Token{{take()}, true, line_};
        const std::size_t line = line_;
        return Token{first == '"' || first == '\'' ? quoted() : word(), false, line};
    }

    /// The name of the next file, if the text has a heading of one here.
    std::optional<std::string> next_file() {
        while (!rest_.empty() && is_blank(rest_.front())) take();
        if (!rest_.starts_with(kHeading)) return std::nullopt;
        std::string name{rest_.substr(kHeading.size(), rest_.find('\n') - kHeading.size())};
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size() - 1) + 1);
        if (name.ends_with(':')) name.pop_back();
        line_ = 1;
        return name;
    }

    /// Up to the brace that closes a block of another language. False when there is none.
    bool skip_foreign_block() {
        for (std::size_t depth = 1; !rest_.empty();) {
            if (rest_.starts_with("--"))
                rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
            if (rest_.starts_with('"') || rest_.starts_with('\'')) quoted();
            if (rest_.empty()) break;
            const char c = take();
            depth += c == '{';
            depth -= c == '}';
            if (depth == 0) return true;
        }
        return false;
    }

    bool at_end() const { return rest_.empty(); }
    std::size_t line() const { return line_; }

private:
    char take() {
        const char c = rest_.front();
        rest_.remove_prefix(1);
        line_ += c == '\n';
        return c;
    }

    /// False at the end of the file.
    bool skip_to_word() {
        bool begins_line = true;
        while (!rest_.empty()) {
            if (is_blank(rest_.front())) {
                begins_line = take() == '\n';
            } else if (rest_.front() == '#') {
                if (begins_line && rest_.starts_with(kHeading)) return false;
                while (!rest_.empty() && rest_.front() != '\n') take();
            } else {
                return true;
            }
        }
        return false;
    }

    std::string quoted() {
        const char quote = take();
        std::string text;
        while (!rest_.empty() && rest_.front() != quote) {
            if (rest_.front() == '\\' && rest_.size() > 1) text += take();
            text += take();
        }
        if (!rest_.empty()) take();
        return text;
    }

    std::string word() {
        std::string text;
        bool in_variable = false;
        while (!rest_.empty()) {
            const char c = rest_.front();
            if (is_blank(c) || c == ';' || (!in_variable && (c == '{' || c == '}'))) {
                if (!(c == '{' && text.ends_with('$'))) break;
                in_variable = true;
            }
            if (c == '}') in_variable = false;
            if (c == '\\' && rest_.size() > 1) text += take();
            text += take();
        }
        return text;
    }

    std::string_view rest_;
    std::size_t line_ = 1;
};

class Parser {
public:
    explicit Parser(std::string_view text) : scanner_{text} {}

    std::vector<NginxSource> parse() {
        std::vector<NginxSource> files;
        do {
            file_ = scanner_.next_file().value_or("");
            NginxSource file{file_, {}};
            file.directives = directives(0);
            if (!file.name.empty() || !file.directives.empty()) files.push_back(std::move(file));
        } while (!scanner_.at_end());
        return files;
    }

private:
    [[noreturn]] void refuse(const std::string& what, std::size_t line) const {
        throw NginxSyntaxError{(file_.empty() ? "line " : file_ + ":") + std::to_string(line) +
                               ": " + what};
    }

    std::vector<NginxDirective> directives(std::size_t depth) {
        if (depth > kMaxDepth) refuse("too many nested blocks", scanner_.line());
        std::vector<NginxDirective> found;
        while (const auto token = scanner_.next()) {
            if (token->is_sign && token->text == "}") {
                if (depth == 0) refuse("unexpected \"}\"", token->line);
                return found;
            }
            if (token->is_sign) refuse("unexpected \"" + token->text + "\"", token->line);
            found.push_back(directive(token->text, token->line, depth));
        }
        if (depth > 0) refuse("a block is not closed", scanner_.line());
        return found;
    }

    NginxDirective directive(const std::string& name, std::size_t line, std::size_t depth) {
        NginxDirective made{name, {}, {}, file_, line};
        for (;;) {
            const auto token = scanner_.next();
            if (!token || (token->is_sign && token->text == "}"))
                refuse("directive \"" + name + "\" has no end", line);
            if (token->is_sign && token->text == ";") return made;
            if (token->is_sign) break;
            made.arguments.push_back(token->text);
        }
        if (name.ends_with("_by_lua_block")) {
            if (!scanner_.skip_foreign_block()) refuse("a block is not closed", line);
            return made;
        }
        made.block = directives(depth + 1);
        return made;
    }

    Scanner scanner_;
    std::string file_;
};

}  // namespace

std::vector<NginxSource> parse_nginx_config(std::string_view text) { return Parser{text}.parse(); }

std::vector<NginxDirective> included(const std::vector<NginxSource>& files,
                                     const NginxDirective& include) {
    if (include.arguments.empty() || files.empty()) return {};
    std::string pattern = include.arguments.front();
    if (!pattern.starts_with('/'))
        pattern.insert(0, files.front().name.substr(0, files.front().name.rfind('/') + 1));
    std::vector<NginxDirective> found;
    for (const auto& file : files)
        if (!file.name.empty() && fnmatch(pattern.c_str(), file.name.c_str(), FNM_PATHNAME) == 0)
            found.insert(found.end(), file.directives.begin(), file.directives.end());
    return found;
}

}  // namespace postern::app
