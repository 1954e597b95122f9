// Looks at the brand, and brings it where the daemon cannot: into nginx's own pages.
#include <filesystem>
#include <fstream>
#include <optional>
#include <ostream>
#include <system_error>

#include "app/commands/commands.hpp"
#include "app/setup/files.hpp"
#include "app/setup/nginx_pages.hpp"
#include "app/wiring/brand.hpp"
#include "app/wiring/mail_settings.hpp"
#include "app/wiring/nginx_program.hpp"
#include "postern/base/file.hpp"
#include "postern/mail/sample_mails.hpp"
#include "postern/portal/gallery.hpp"

namespace postern::app {

namespace {

namespace fs = std::filesystem;

// --- preview

/// Begins each index, so that a folder is known again and may be written anew.
constexpr std::string_view kIndexMark = "<!doctype html><!-- made by postern brand preview -->\n";

std::string escaped(std::string_view text) {
    std::string safe;
    for (const char c : text)
        safe += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '"' ? "&quot;" : std::string{c};
    return safe;
}

/// Everything that the preview is made of.
struct Look {
    portal::Pages pages;
    mail::Letters letters;
    TimePoint now;
};

class Preview {
public:
    Preview(const Look& look, std::string folder) : look_{look}, folder_{std::move(folder)} {}

    /// Returns how many files there are to look at.
    std::size_t write() {
        for (const auto scheme : {portal::Scheme::Light, portal::Scheme::Dark}) {
            write_static_files(scheme);
            for (const auto& language : languages()) {
                write_pages(scheme, language);
                write_letters(scheme, language);
            }
        }
        write_index();
        return count_;
    }

private:
    const std::vector<std::string>& languages() const { return look_.pages.words().languages(); }

    void write_file(const fs::path& path, const std::string& text) const {
        fs::create_directories(path.parent_path());
        std::ofstream file{path, std::ios::binary | std::ios::trunc};
        file << text;
        if (!file.flush()) throw CommandError{kRefused, "cannot write " + printable(path.string())};
    }

    fs::path place(portal::Scheme scheme, const std::string& language) const {
        return folder_ / fs::path{std::string{to_text(scheme)}} / language;
    }

    void write_static_files(portal::Scheme scheme) const {
        for (const auto& file : look_.pages.static_files()) {
            write_file(folder_ / std::string{to_text(scheme)} / "static" / file.name,
                       file.has_schemes() ? portal::in_scheme(file.content, scheme) : file.content);
        }
    }

    void write_page(portal::Scheme scheme, const std::string& language, const std::string& name,
                    std::string html) {
        write_file(place(scheme, language) / (name + ".html"),
                   portal::in_scheme(std::move(html), scheme));
        ++count_;
        if (scheme == portal::Scheme::Light && language == languages().front())
            names_.push_back(name);
    }

    void write_pages(portal::Scheme scheme, const std::string& language) {
        for (const auto& name : portal::sample_names())
            if (auto html = portal::draw_sample(look_.pages, name, language, ".."))
                write_page(scheme, language, name, std::move(*html));
        for (auto& page : sample_nginx_pages(look_.pages.brand(), look_.pages.words(), language))
            write_page(scheme, language, page.name, std::move(page.html));
    }

    void write_letters(portal::Scheme scheme, const std::string& language) {
        for (const auto& mail : mail::sample_mails(language, look_.now)) {
            const auto letter = look_.letters.write(mail);
            const std::string name = "mail-" + std::string{to_text(mail.kind)};
            write_page(scheme, language, name, letter.html);
            if (scheme == portal::Scheme::Light)
                write_file(folder_ / "text" / language / (name + ".txt"),
                           letter.subject + "\n\n" + letter.text);
        }
    }

    void write_index() const {
        std::string html{kIndexMark};
        const std::string brand = escaped(look_.pages.brand().shown_name());
        html += "<html lang=\"en\"><meta charset=\"utf-8\"><title>" + brand +
                "</title>\n<style>:root{color-scheme:light dark}body{font:1rem/1.5 "
                "system-ui,sans-serif;margin:2rem}td,th{padding:.125rem 1rem .125rem "
                "0;text-align:left}</style>\n<h1>" +
                brand + "</h1>\n<table>\n<tr><th>page</th>";
        for (const auto& language : languages())
            html += "<th>" + escaped(look_.pages.words().text(language, "language.name")) + "</th>";
        html += "</tr>\n";
        for (const auto& name : names_) {
            html += "<tr><td>" + name + "</td>";
            for (const auto& language : languages()) {
                html += "<td>";
                for (const auto scheme : {portal::Scheme::Light, portal::Scheme::Dark})
                    html.append("<a href=\"")
                        .append(to_text(scheme))
                        .append("/" + language + "/" + name + ".html\">")
                        .append(to_text(scheme))
                        .append("</a> ");
                html += "</td>";
            }
            html += "</tr>\n";
        }
        write_file(folder_ / "index.html", html + "</table></html>\n");
    }

    const Look& look_;
    fs::path folder_;
    std::vector<std::string> names_{};
    std::size_t count_ = 0;
};

/// A new or empty folder, or one that this command has made.
void require_free(const std::string& folder) {
    std::error_code error;
    if (!fs::exists(folder, error)) return;
    if (!fs::is_directory(folder, error))
        throw CommandError{kRefused, printable(folder) + " is no folder"};
    if (fs::is_empty(folder, error)) return;
    const std::string index = folder + "/index.html";
    if (fs::exists(index, error) && read_file(index).starts_with(kIndexMark)) return;
    throw CommandError{kRefused, printable(folder) + " has other files in it; name a new folder"};
}

void preview(CommandContext& context, const Arguments& typed) {
    const auto& config = context.config();
    const auto& folder = typed.text("DIR");
    require_free(folder);
    auto words = load_words(config);
    auto letters = load_letters(config, words);
    const Look look{load_pages(config, std::move(words)), std::move(letters), context.now()};
    const std::size_t count = Preview{look, folder}.write();
    report(context, typed,
           {"written",
            "Wrote " + counted(count, "page") + ". Open " + printable(folder) +
                "/index.html in a browser.",
            {{"folder", folder}, {"pages", count}}});
}

// --- apply

std::optional<std::string> text_of(const std::string& path) {
    std::error_code error;
    if (!fs::exists(path, error)) return std::nullopt;
    return read_file(path);
}

void put_back(const std::string& path, const std::optional<std::string>& before) {
    std::error_code error;
    if (before)
        replace_file(path, *before);
    else
        fs::remove(path, error);
}

/// The snippets of a former version do not include the file.
void require_new_snippets(const std::string& folder) {
    const auto http = text_of(folder + "/http.conf");
    if (!http)
        throw CommandError{kRefused, "there is no http.conf in " + printable(folder) +
                                         "; name the folder of the snippets with --snippets"};
    if (http->find("/brand.con") == std::string::npos)
        throw CommandError{kRefused,
                           "http.conf in " + printable(folder) +
                               " is of an older version and includes no brand.conf; install the "
                               "snippets of this version first"};
}

void apply(CommandContext& context, const Arguments& typed) {
    constexpr mode_t kMode = 0644;
    const auto& folder = typed.text("--snippets");
    const auto& config = context.config();
    const auto text = nginx_pages(brand_of(config), load_words(config));
    if (typed.flag("--print")) {
        context.out() << text;
        return;
    }
    require_new_snippets(folder);
    const std::string path = folder + '/' + kNginxPagesFile;
    const auto before = text_of(path);
    if (before == text)
        return report(context, typed,
                      {"unchanged", printable(path) + " is up to date.", {{"file", path}}});
    if (before)
        replace_file(path, text);
    else
        write_new_file(path, text, kMode);
    // Snippets elsewhere are those of another nginx.
    if (folder == kSnippetsOption.default_value && has_nginx()) {
        const auto said = run_nginx({"-t", "-q"});
        if (!said.succeeded) {
            put_back(path, before);
            throw CommandError{kRefused, "nginx rejects its configuration, so " + printable(path) +
                                             " is as it was before:\n" + said.err + said.out};
        }
    }
    report(context, typed,
           {"written",
            "Wrote " + printable(path) + ". Reload nginx: systemctl reload nginx",
            {{"file", path}}});
}

}  // namespace

Command brand_commands() {
    return {.name = "brand",
            .help = "Look at your brand, and bring it to nginx's own pages",
            .commands = {
                {.name = "preview",
                 .help = "Write every page and e-mail with sample data to a folder",
                 .options = {{.name = "DIR", .help = "A new folder", .required = true}, kJsonFlag},
                 .run = preview},
                {.name = "apply",
                 .help = "Write name, colours and words for the pages that nginx shows by itself",
                 .options = {kSnippetsOption,
                             {.name = "--print",
                              .help = "Print the file instead of writing it",
                              .type = OptionType::Flag},
                             kJsonFlag},
                 .run = apply}}};
}

}  // namespace postern::app
