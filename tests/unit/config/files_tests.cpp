#define BOOST_TEST_DYN_LINK
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "config_fixture.hpp"

using namespace postern::config;
using namespace postern::config::test;
using namespace std::string_literals;

namespace {

/// A folder that goes with the test.
class Folder {
public:
    Folder() {
        std::string pattern = std::filesystem::temp_directory_path() / "postern-XXXXXX";
        BOOST_REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string path(const std::string& name) const { return path_ + "/" + name; }
    std::string write(const std::string& name, const std::string& text, mode_t mode = 0600) const {
        std::ofstream{path(name)} << text;
        BOOST_REQUIRE(::chmod(path(name).c_str(), mode) == 0);
        return path(name);
    }
    Variables as_credentials() const { return {{"CREDENTIALS_DIRECTORY", path_}}; }

private:
    std::string path_;
};

std::string password(const std::string& file, const Variables& variables = {}) {
    DatabaseConfig database;
    database.password_file = file;
    try {
        return read_database_password(database, environment_of(variables));
    } catch (const ConfigError& error) {
        return "refused: "s + error.what();
    }
}

std::string mail_password(const std::string& user, const std::string& file,
                          const Variables& variables = {}) {
    MailConfig mail;
    mail.transport = MailTransport::Smtp;
    mail.user = user;
    mail.password_file = file;
    try {
        return read_mail_password(mail, environment_of(variables));
    } catch (const ConfigError& error) {
        return "refused: "s + error.what();
    }
}

std::string load_problem(const std::string& path) {
    try {
        load(path, environment_of({}), {});
        return "none";
    } catch (const ConfigError& error) {
        return error.what();
    }
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// What was found, or why it was refused.
std::string key_file(const std::string& file, const Variables& variables = {}) {
    KeysConfig keys;
    keys.file = file;
    try {
        const auto found = find_key_file(keys, environment_of(variables));
        return found ? found->path + "=" + std::string{found->text.reveal()} : "none";
    } catch (const ConfigError& error) {
        return "refused: "s + error.what();
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(files_tests)

BOOST_AUTO_TEST_CASE(find_key_file_prefers_the_credential) {
    const Folder folder;
    const Folder credentials;
    const auto file = folder.write("keys.txt", "of the file\n", 0440);
    BOOST_TEST(key_file(file) == file + "=of the file\n");
    BOOST_TEST(key_file(file, credentials.as_credentials()) == file + "=of the file\n");
    const auto credential = credentials.write("keys", "of systemd\n", 0400);
    BOOST_TEST(key_file(file, credentials.as_credentials()) == credential + "=of systemd\n");
    BOOST_TEST(key_file("", credentials.as_credentials()) == credential + "=of systemd\n");
}

BOOST_AUTO_TEST_CASE(find_key_file_finds_nothing_only_where_there_is_nothing) {
    const Folder folder;
    BOOST_TEST(key_file("") == "none");
    BOOST_TEST(key_file(folder.path("none")) == "none");
    BOOST_TEST(key_file(folder.path("no-folder/none")) == "none");
    const auto file = folder.write("file", "");
    BOOST_TEST(contains(key_file(file + "/below"), "refused: " + file + "/below: keys.file: "));
    BOOST_TEST(contains(key_file(folder.path("")), "is not a file"));
}

BOOST_AUTO_TEST_CASE(find_key_file_refuses_a_file_that_every_local_user_can_read) {
    const Folder folder;
    for (const mode_t mode : {0644U, 0604U, 0602U, 0641U})
        BOOST_TEST(contains(key_file(folder.write("open", "x", mode)),
                            "can be read or written by every local user"));
    for (const mode_t mode : {0400U, 0440U, 0600U, 0640U})
        BOOST_TEST(contains(key_file(folder.write("closed", "x", mode)), "=x"));
}

BOOST_AUTO_TEST_CASE(load_names_the_file_in_problems) {
    const Folder folder;
    const std::string good = folder.write("good.toml",
                                          "server.public_url = \"https://a.example\"\n"
                                          "database.socket = \"/run/mysqld/mysqld.sock\"\n");
    BOOST_TEST(load(good, environment_of({}), {}).server.public_url == "https://a.example");
    const std::string bad = folder.write("bad.toml", "[gate]\nworkers = 1000\n");
    BOOST_TEST(load_problem(bad).starts_with(bad + ":2: gate.workers: is out of range"));
}

BOOST_AUTO_TEST_CASE(load_says_why_a_file_cannot_be_read) {
    const Folder folder;
    const std::string missing = folder.path("missing.toml");
    BOOST_TEST(load_problem(missing) == missing +
                                            ": cannot be read: No such file or directory; `postern "
                                            "init` makes one; --config names another");
    BOOST_TEST(contains(load_problem(folder.path("")), "is not a file"));
    BOOST_REQUIRE(::mkfifo(folder.path("fifo").c_str(), 0600) == 0);
    BOOST_TEST(contains(load_problem(folder.path("fifo")), "is not a file"));
    const std::string huge = folder.write("huge.toml", std::string(300 * 1024, '\n'));
    BOOST_TEST(contains(load_problem(huge), "cannot be read: File too large"));
}

BOOST_AUTO_TEST_CASE(load_refuses_a_file_that_every_local_user_can_write) {
    const Folder folder;
    const std::string text =
        "[server]\npublic_url = \"https://a.example\"\n[database]\nsocket = \"/s\"\n";
    for (const mode_t mode : {0666U, 0602U, 0646U, 0777U})
        BOOST_TEST(contains(load_problem(folder.write("open.toml", text, mode)),
                            "can be written by every local user; set its mode to 0644 or less"));
    for (const mode_t mode : {0644U, 0664U, 0600U, 0640U, 0444U})
        BOOST_TEST(load(folder.write("closed.toml", text, mode), environment_of({}), {})
                       .server.public_url == "https://a.example");
}

BOOST_AUTO_TEST_CASE(read_database_password_drops_the_final_line_end_only) {
    const Folder folder;
    BOOST_TEST(password(folder.write("unix", "  s e cret \n")) == "  s e cret ");
    BOOST_TEST(password(folder.write("dos", "secret\r\n")) == "secret");
    BOOST_TEST(password(folder.write("none", "secret")) == "secret");
}

BOOST_AUTO_TEST_CASE(read_database_password_prefers_the_credential_to_the_named_file) {
    const Folder folder;
    folder.write("database-password", "credential\n");
    BOOST_TEST(password("", folder.as_credentials()) == "credential");
    BOOST_TEST(password(folder.write("named", "named\n"), folder.as_credentials()) == "credential");
    BOOST_TEST(password(folder.path("named")) == "named");
}

BOOST_AUTO_TEST_CASE(read_gate_database_password_is_the_portals_without_a_gate_user) {
    const Folder folder;
    folder.write("database-password", "main\n");
    folder.write("gate-database-password", "gate\n");
    DatabaseConfig database;
    const auto environment = environment_of(folder.as_credentials());
    BOOST_TEST(read_gate_database_password(database, environment) == "main");
    database.gate_user = "postern_gate";
    BOOST_TEST(read_gate_database_password(database, environment) == "gate");
    database.gate_password_file = folder.write("named", "named\n");
    BOOST_TEST(read_gate_database_password(database, environment) == "gate");
    BOOST_TEST(read_gate_database_password(database, environment_of({})) == "named");
    database.gate_password_file.clear();
    BOOST_TEST(read_gate_database_password(database, environment_of({})) == "");
}

BOOST_AUTO_TEST_CASE(read_database_password_is_empty_when_nothing_names_one) {
    const Folder folder;
    BOOST_TEST(password("") == "");
    BOOST_TEST(password("", folder.as_credentials()) == "");
    BOOST_TEST(password("", {{"CREDENTIALS_DIRECTORY", ""}}) == "");
}

BOOST_AUTO_TEST_CASE(read_database_password_refuses_a_file_that_others_may_use) {
    const Folder folder;
    for (const mode_t mode : {0604U, 0602U, 0644U, 0666U})
        BOOST_TEST(contains(password(folder.write("open", "secret\n", mode)),
                            "can be read or written by every local user"));
    for (const mode_t mode : {0600U, 0640U, 0400U, 0440U})
        BOOST_TEST(password(folder.write("closed-" + std::to_string(mode), "secret\n", mode)) ==
                   "secret");
    folder.write("database-password", "secret\n", 0644);
    BOOST_TEST(password("", folder.as_credentials()).starts_with("refused: "));
}

BOOST_AUTO_TEST_CASE(read_database_password_refuses_an_invalid_password) {
    const Folder folder;
    BOOST_TEST(contains(password(folder.path("missing")), "cannot be read: No such file"));
    BOOST_TEST(contains(password(folder.path("")), "is not a file"));
    BOOST_TEST(contains(password(folder.write("empty", "\n")), "is empty"));
    BOOST_TEST(contains(password(folder.write("lines", "user\nsecret\n")), "more than one line"));
    BOOST_TEST(contains(password(folder.write("nul", "sec\0ret\n"s)), "more than one line"));
    BOOST_TEST(
        contains(password(folder.write("long", std::string(1025, 'x'))), "more than one line"));
}

BOOST_AUTO_TEST_CASE(read_database_password_never_repeats_what_it_read) {
    const Folder folder;
    BOOST_TEST(!contains(password(folder.write("lines", "hunter2\nhunter3\n")), "hunter"));
}

BOOST_AUTO_TEST_CASE(read_mail_password_takes_the_file_or_the_credential) {
    const Folder folder;
    folder.write("database-password", "database\n");
    BOOST_TEST(mail_password("", "", folder.as_credentials()) == "");
    folder.write("mail-password", "credential\n");
    BOOST_TEST(mail_password("ann", "", folder.as_credentials()) == "credential");
    BOOST_TEST(mail_password("ann", folder.write("named", "named\n"), folder.as_credentials()) ==
               "credential");
    BOOST_TEST(mail_password("ann", folder.path("named")) == "named");
}

BOOST_AUTO_TEST_CASE(read_mail_password_refuses_a_user_without_a_password) {
    const Folder folder;
    folder.write("database-password", "database\n");
    for (const auto& variables : {Variables{}, folder.as_credentials()})
        BOOST_TEST(contains(mail_password("ann", "", variables),
                            "mail.password_file: is missing, and there is no credential"));
    BOOST_TEST(contains(mail_password("ann", folder.write("open", "secret\n", 0644)),
                        "mail.password_file: can be read or written by every local user"));
}

BOOST_AUTO_TEST_CASE(process_environment_contains_exported_variables) {
    ::setenv("POSTERN_TEST_VARIABLE", "value", 1);
    BOOST_TEST(process_environment()("POSTERN_TEST_VARIABLE").value_or("") == "value");
    const auto names = process_environment_names();
    BOOST_TEST((std::find(names.begin(), names.end(), "POSTERN_TEST_VARIABLE") != names.end()));
    ::unsetenv("POSTERN_TEST_VARIABLE");
    BOOST_TEST(!process_environment()("POSTERN_TEST_VARIABLE").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
