#define BOOST_TEST_DYN_LINK
#include "store/migrations.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>

using namespace postern;
using namespace postern::store;

namespace {

/// A folder with these files, gone at the end.
class Folder {
public:
    explicit Folder(std::initializer_list<const char*> files) {
        std::string pattern = (std::filesystem::temp_directory_path() / "postern-XXXXXX").string();
        BOOST_REQUIRE(mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
        for (const char* const file : files) write(file, "SELECT 1;\n");
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    void write(const char* file, std::string_view text) { std::ofstream{path_ / file} << text; }
    std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

Migration file(std::uint32_t version, const char* sha256 = "aa") {
    return {version, "m" + std::to_string(version), sha256, "SELECT 1"};
}

AppliedMigration record(std::uint32_t version, const char* sha256 = "aa") {
    return {version, "m" + std::to_string(version), sha256, {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(migrations_tests)

BOOST_AUTO_TEST_CASE(read_migrations_sorts_and_hashes_the_files) {
    Folder folder{"V0002__add_b.sql", "V0001__create_a.sql"};
    folder.write("V0003__c.sql", "abc");
    const auto read = read_migrations(folder.path());
    BOOST_REQUIRE(read.size() == 3u);
    BOOST_TEST(read[0].version == 1u);
    BOOST_TEST(read[0].name == "create_a");
    BOOST_TEST(read[1].name == "add_b");
    BOOST_TEST(read[2].text == "abc");
    // FIPS 180-4, the example "abc"
    BOOST_TEST(read[2].sha256 ==
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

BOOST_AUTO_TEST_CASE(read_migrations_refuses_gaps_doubles_and_other_files) {
    const Folder bad[] = {Folder{},
                          Folder{"V0002__b.sql"},
                          Folder{"V0001__a.sql", "V0003__c.sql"},
                          Folder{"V0001__a.sql", "V0001__b.sql"},
                          Folder{"V0001__a.sql", "README.md"},
                          Folder{"V0001_a.sql"},
                          Folder{"V001__a.sql"},
                          Folder{"V00x1__a.sql"},
                          Folder{"V0001__.sql"},
                          Folder{"V0001__A.sql"},
                          Folder{"V0001__a.sql.bak"}};
    for (const Folder& folder : bad)
        BOOST_CHECK_THROW(read_migrations(folder.path()), MigrationError);
    BOOST_CHECK_THROW(read_migrations("/nonexistent"), MigrationError);
}

BOOST_AUTO_TEST_CASE(read_migrations_refuses_an_empty_file) {
    Folder folder{};
    folder.write("V0001__a.sql", "");
    BOOST_CHECK_THROW(read_migrations(folder.path()), MigrationError);
}

BOOST_AUTO_TEST_CASE(find_pending_returns_unrecorded_migrations) {
    BOOST_TEST(find_pending({file(1), file(2)}, {}).size() == 2u);
    const auto pending = find_pending({file(1), file(2), file(3)}, {record(1)});
    BOOST_REQUIRE(pending.size() == 2u);
    BOOST_TEST(pending[0].version == 2u);
    BOOST_TEST(find_pending({file(1)}, {record(1)}).empty());
}

BOOST_AUTO_TEST_CASE(find_pending_refuses_a_record_that_does_not_belong) {
    BOOST_CHECK_THROW(find_pending({file(1)}, {record(1, "bb")}), MigrationError);
    BOOST_CHECK_THROW(find_pending({file(1)}, {record(1), record(2)}), MigrationError);
    BOOST_CHECK_THROW(find_pending({file(1), file(2)}, {record(2)}), MigrationError);
    auto renamed = file(1);
    renamed.name = "other";
    BOOST_CHECK_THROW(find_pending({renamed}, {record(1)}), MigrationError);
}

BOOST_AUTO_TEST_CASE(split_statements_splits_at_semicolons_that_end_a_line) {
    const auto statements = split_statements(
        "-- why; and when;\nCREATE TABLE a (\n    x INT\n);\n\nINSERT INTO a VALUES (';');\n");
    BOOST_REQUIRE(statements.size() == 2u);
    BOOST_TEST(statements[0] == "CREATE TABLE a (\n    x INT\n)\n");
    BOOST_TEST(statements[1] == "INSERT INTO a VALUES (';')\n");
}

BOOST_AUTO_TEST_CASE(split_statements_accepts_a_last_one_without_semicolon) {
    BOOST_TEST(split_statements("SELECT 1").size() == 1u);
    BOOST_TEST(split_statements("-- nothing\n\n").empty());
    BOOST_TEST(split_statements("").empty());
}

BOOST_AUTO_TEST_SUITE_END()
