// Pages under a brand: name, logo, colours, links, and files of the administrator's own.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "portal/brand/tile.hpp"
#include "portal/page/static_files.hpp"
#include "portal/sign_in/views.hpp"
#include "postern/portal/gallery.hpp"
#include "postern/text/safe_svg.hpp"
#include "support/temporary_folder.hpp"
#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::portal;

namespace {

const std::string kPng = "\x89PNG\r\n\x1a\nrest";

struct Folder : test::TemporaryFolder {
    Folder() {
        for (const auto* name : {"static", "templates"})
            std::filesystem::create_directory(path() + '/' + name);
    }

    PageFiles files() const {
        PageFiles all{.folder = "src/portal"};
        all.brand.name = "Example <Club>";
        return all;
    }
    std::string with(const std::string& name, std::string_view text) const {
        write(name, text);
        return path() + '/' + name;
    }
};

Pages load(const PageFiles& files, std::vector<std::string>* notes = nullptr) {
    return Pages::load(files, test::source_words(), notes);
}

std::string drawn(const Pages& pages, const std::string& language = "en") {
    Frame frame{""};
    frame.language = language;
    return pages.draw(http::Status::Ok, sign_in::SignInView{.frame = frame}).body();
}

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

bool refuses(const PageFiles& files, std::string_view part) {
    try {
        (void)load(files);
    } catch (const std::runtime_error& error) {
        BOOST_TEST(has(error.what(), part), error.what() << " does not say " << part);
        return true;
    }
    return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(brand_pages_tests)

BOOST_AUTO_TEST_CASE(without_a_brand_the_pages_are_named_after_the_product) {
    const auto html = drawn(test::source_pages());
    BOOST_TEST(has(html, " · Postern</title>"));
    BOOST_TEST(has(html, "static/favicon.svg?v="));
    BOOST_TEST(has(html, "static/touch-icon.png?v="));
    BOOST_TEST(!has(html, "brand.css"));
    BOOST_TEST(!has(html, "powered by"));
}

BOOST_AUTO_TEST_CASE(the_name_of_the_brand_stands_in_title_and_header_as_text) {
    const Folder folder;
    const auto html = drawn(load(folder.files()));
    BOOST_TEST(has(html, " · Example &lt;Club&gt;</title>"));
    BOOST_TEST(has(html, "<span>Example &lt;Club&gt;</span>"));
    BOOST_TEST(!has(html, "Postern"));
    // The first letter is the icon, and ours is nowhere.
    BOOST_TEST(has(html, "static/brand-icon.svg?v="));
    BOOST_TEST(!has(html, "favicon"));
    BOOST_TEST(!has(html, "touch-icon"));
}

BOOST_AUTO_TEST_CASE(a_logo_takes_the_place_of_icon_and_name) {
    const Folder folder;
    auto files = folder.files();
    files.logo = folder.with("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    files.icon = folder.with("icon.png", kPng);
    const auto pages = load(files);
    const auto html = drawn(pages);
    BOOST_TEST(has(html, "<img class=\"brand-logo\" src=\"/static/brand-logo.svg?v="));
    BOOST_TEST(has(html, "alt=\"Example &lt;Club&gt;\""));
    BOOST_TEST(!has(html, "<span>Example"));
    BOOST_TEST(has(html, "<link rel=\"icon\" type=\"image/png\" href=\"/static/brand-icon.png?v="));
    BOOST_TEST(has(html, "<link rel=\"apple-touch-icon\" href=\"/static/brand-icon.png?v="));
}

BOOST_AUTO_TEST_CASE(pictures_that_act_or_are_none_are_refused_by_name) {
    const Folder folder;
    auto files = folder.files();
    files.logo = folder.with("logo.svg", "<svg>\n<script/></svg>");
    BOOST_TEST(refuses(files, "logo.svg:2: has a script"));
    files.logo = folder.with("logo.png", "<svg/>");
    BOOST_TEST(refuses(files, "logo.png: is not the kind of picture"));
    files.logo = folder.with("logo.gif", "GIF89a");
    BOOST_TEST(refuses(files, "logo.gif: is neither .svg nor .png"));
    files.logo = folder.path() + "/none.svg";
    BOOST_TEST(refuses(files, "none.svg"));
    files.logo = folder.with("big.png", kPng + std::string(200 * 1024, 'x'));
    BOOST_TEST(refuses(files, "big.png"));
}

BOOST_AUTO_TEST_CASE(colours_are_values_of_the_style_sheets_variables_in_both_schemes) {
    const Folder folder;
    auto files = folder.files();
    files.brand.accent = parse_colour("#0b5c2e");
    files.css = folder.with("own.css", ".card { border-radius: 0 }\n");
    const auto pages = load(files);
    BOOST_TEST(has(drawn(pages), "<link rel=\"stylesheet\" href=\"/static/brand.css?v="));
    const auto& css = pages.static_file("brand.css").content;
    BOOST_TEST(css.starts_with(":root {\n    --accent: #0b5c2e;"));
    BOOST_TEST(has(css, "@media (prefers-color-scheme: dark) {\n    :root {\n        --accent: #"));
    BOOST_TEST(css.ends_with(".card { border-radius: 0 }\n"));
}

BOOST_AUTO_TEST_CASE(style_sheets_that_load_something_from_elsewhere_are_refused_with_the_line) {
    const Folder folder;
    auto files = folder.files();
    files.css = folder.with("own.css", "a{}\n@import url(x.css);");
    BOOST_TEST(refuses(files, "own.css:2: imports"));
    files.css = folder.with("own.css", "a{}\n\nb{background:url( \"https://example.org/x\")}");
    BOOST_TEST(refuses(files, "own.css:3: loads"));
    files.css = folder.with("own.css", "a{background:url(x.webp)}");
    BOOST_CHECK_NO_THROW(load(files));
}

BOOST_AUTO_TEST_CASE(links_help_and_welcome_are_shown_in_the_language_of_the_page) {
    const Folder folder;
    auto files = folder.files();
    files.brand.links = {{"imprint", "https://example.org/imprint"},
                         {"Our <shop>", "https://example.org/shop"}};
    files.brand.support_address = "help@example.org";
    files.brand.sign_in_text = {{"en", "Members <only>"}, {"de", "Nur für Mitglieder"}};
    const auto pages = load(files);
    const auto english = drawn(pages);
    BOOST_TEST(has(english, "<a href=\"https://example.org/imprint\">Legal notice</a>"));
    BOOST_TEST(has(english, "<a href=\"https://example.org/shop\">Our &lt;shop&gt;</a>"));
    BOOST_TEST(has(english, "<a href=\"mailto:help@example.org\">Get help</a>"));
    BOOST_TEST(has(english, "<p class=\"welcome\">Members &lt;only&gt;</p>"));
    const auto german = drawn(pages, "de");
    BOOST_TEST(has(german, ">Impressum</a>"));
    BOOST_TEST(has(german, ">Nur für Mitglieder</p>"));
}

BOOST_AUTO_TEST_CASE(powered_by_is_said_only_where_it_is_wanted) {
    const Folder folder;
    auto files = folder.files();
    files.brand.powered_by = true;
    BOOST_TEST(has(drawn(load(files)), "powered by Postern"));
}

BOOST_AUTO_TEST_CASE(static_files_of_the_overlay_take_the_place_of_installed_ones_or_are_added) {
    const Folder folder;
    auto files = folder.files();
    files.overlay = folder.path();
    folder.write("static/favicon.svg", "<svg/>");
    folder.write("static/background.png", kPng);
    const auto pages = load(files);
    BOOST_TEST(pages.static_file("favicon.svg").content == "<svg/>");
    BOOST_TEST(pages.static_file("background.png").content_type == "image/png");
    folder.write("static/notes.txt", "x");
    BOOST_TEST(refuses(files, "static/notes.txt: is no file that can be served"));
}

BOOST_AUTO_TEST_CASE(a_static_picture_is_served_so_that_nothing_in_it_acts) {
    for (const auto& row : static_file_routes(test::source_pages())) {
        if (row.path != "/static/favicon.svg") continue;
        const auto answer = row.handler(http::Request{});
        BOOST_TEST(has(answer.header("Content-Security-Policy"), "default-src 'none'"));
        BOOST_TEST(has(answer.header("Content-Security-Policy"), "sandbox"));
        return;
    }
    BOOST_FAIL("no row for the icon");
}

BOOST_AUTO_TEST_CASE(templates_of_the_overlay_are_used_and_what_they_leave_out_is_noted) {
    const Folder folder;
    auto files = folder.files();
    files.overlay = folder.path();
    folder.write("templates/header.html", "<header>mine</header>\n");
    folder.write("templates/unknown.html", "x\n");
    std::vector<std::string> notes;
    BOOST_TEST(has(drawn(load(files, &notes)), "<header>mine</header>"));
    BOOST_REQUIRE(notes.size() == 2u);
    BOOST_TEST(has(notes[0], "header.html: leaves out {{>brand_mark}} {{BASE_PATH}}"));
    BOOST_TEST(has(notes[1], "unknown.html: no page uses this template"));
}

BOOST_AUTO_TEST_CASE(tiles_have_the_first_letter_and_a_colour_that_white_can_be_read_on) {
    BOOST_TEST(tile_letter("wiki") == "W");
    BOOST_TEST(tile_letter("  \"Ärzte\"") == "Ä");
    BOOST_TEST(tile_letter("7 seas") == "7");
    BOOST_TEST(tile_letter("...") == "?");
    BOOST_TEST(tile_letter("") == "?");
    for (const auto* name : {"a", "b", "wiki", "files", "calendar", "mail", "x1", "x2", "x3", "x4"})
        BOOST_TEST(contrast(tile_colour(name), kWhite) >= kReadable, name);
    BOOST_TEST((tile_colour("wiki") == tile_colour("wiki")));
    BOOST_TEST(!text::svg_problem(tile_svg("<", kBlack, kWhite)).has_value());
}

BOOST_AUTO_TEST_CASE(in_scheme_fixes_media_queries_and_the_declared_schemes) {
    const std::string css =
        ":root { color-scheme: light dark }\n@media (prefers-color-scheme: dark) { a {} }\n"
        "@media(prefers-color-scheme:light){b{}}";
    const auto dark = in_scheme(css, Scheme::Dark);
    BOOST_TEST(has(dark, "color-scheme: dark }"));
    BOOST_TEST(has(dark, "@media (min-width: 0px) { a {} }"));
    BOOST_TEST(has(dark, "@media(max-width: 0px){b{}}"));
    const auto light = in_scheme(css, Scheme::Light);
    BOOST_TEST(has(light, "@media (max-width: 0px) { a {} }"));
    BOOST_TEST(!has(light + dark, "prefers-color-scheme"));
    BOOST_TEST(in_scheme("<meta name=\"color-scheme\" content=\"light dark\">", Scheme::Dark) ==
               "<meta name=\"color-scheme\" content=\"dark\">");
}

BOOST_AUTO_TEST_SUITE_END()
