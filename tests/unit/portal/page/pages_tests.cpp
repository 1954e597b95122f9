// What is checked when the pages are loaded. What each view promises: views_tests of its room.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

#include "portal/sign_in/views.hpp"
#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::portal;
using namespace postern::portal::sign_in;

namespace {

/// A copy of the portal's files, for breaking.
class Copy {
public:
    Copy() : folder_{std::filesystem::temp_directory_path() / "postern-pages-XXXXXX"} {
        std::string name = folder_.string();
        BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
        folder_ = name;
        std::filesystem::copy("src/portal/templates", folder_ / "templates");
        std::filesystem::copy("src/portal/static", folder_ / "static");
    }
    ~Copy() { std::filesystem::remove_all(folder_); }

    std::string folder() const { return folder_.string(); }
    void remove(const char* name) { std::filesystem::remove(folder_ / name); }
    void write(const char* name, std::string_view text) {
        std::ofstream{folder_ / name, std::ios::binary} << text;
    }

private:
    std::filesystem::path folder_;
};

constexpr const char* kMarker = "{{%AUTOESCAPE context=\"HTML\"}}";

}  // namespace

BOOST_AUTO_TEST_SUITE(pages_tests)

BOOST_AUTO_TEST_CASE(draw_keeps_a_text_of_any_script_as_it_is) {
    const SignOutView view{{""}, "t", "Ζωή 王 \xF0\x9F\x98\x80", "ann@example.org"};
    const auto page = test::source_pages().draw(http::Status::Ok, view);
    BOOST_TEST(test::says(page, "Ζωή 王 \xF0\x9F\x98\x80"));
    BOOST_TEST(page.header("Content-Type") == "text/html; charset=utf-8");
}

BOOST_AUTO_TEST_CASE(no_page_needs_what_the_policy_forbids) {
    for (const auto& [name, text] : test::template_files())
        for (const auto* forbidden : {"<style", " style=", "<script>", "http://", "https://",
                                      " onclick", " onload", " onsubmit", " onerror"})
            // Shown on the site's host, without the portal's policy and style sheet.
            if (name != "denied.html" || forbidden != std::string_view{" style="})
                BOOST_TEST(text.find(forbidden) == std::string::npos, name << " has " << forbidden);
}

BOOST_AUTO_TEST_CASE(load_refuses_a_folder_with_a_missing_template) {
    Copy copy;
    copy.remove("templates/account.html");
    BOOST_CHECK_EXCEPTION(Pages::load(copy.folder(), test::source_words()), std::runtime_error,
                          [](const auto& error) {
                              return std::string{error.what()}.find("account.html") !=
                                     std::string::npos;
                          });
}

BOOST_AUTO_TEST_CASE(load_refuses_a_folder_with_a_template_that_no_room_names) {
    Copy copy;
    copy.write("templates/forgotten.html", std::string{kMarker} + "<p>x</p>");
    BOOST_CHECK_EXCEPTION(Pages::load(copy.folder(), test::source_words()), std::runtime_error,
                          [](const auto& error) {
                              return std::string{error.what()}.find("forgotten.html") !=
                                     std::string::npos;
                          });
}

BOOST_AUTO_TEST_CASE(load_refuses_a_folder_with_a_missing_static_file) {
    Copy copy;
    copy.remove("static/postern.css");
    BOOST_CHECK_THROW(Pages::load(copy.folder(), test::source_words()), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(load_refuses_a_broken_template) {
    const std::string head{kMarker};
    const std::string broken[] = {
        "<p>no marker of escaping</p>", head + "{{#OPEN}}<p>never closed</p>",
        head + "<p>{{NAME:none}}</p>",  head + "<p>{{NAME:h}}</p>",
        head + "<p>{{>unknown}}</p>",   head + "<p>{{NAME</p>",
        head + "{{=<% %>=}}",           ""};
    for (const auto& text : broken) {
        Copy copy;
        copy.write("templates/sign_out.html", text);
        BOOST_TEST_CONTEXT(text)
        BOOST_CHECK_THROW(Pages::load(copy.folder(), test::source_words()), std::runtime_error);
    }
}

BOOST_AUTO_TEST_CASE(static_file_has_a_version_that_changes_with_its_content) {
    Copy copy;
    copy.write("static/postern.css", "body { color: red }");
    const auto changed = Pages::load(copy.folder(), test::source_words());
    const auto& original = test::source_pages().static_file("postern.css");
    BOOST_TEST(original.version.size() == 16u);
    BOOST_TEST(changed.static_file("postern.css").version != original.version);
}

BOOST_AUTO_TEST_SUITE_END()
