// Hashes as other systems write them: each row of the table is verified, or refused for its reason.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "postern/crypto/password/any_password_hasher.hpp"
#include "postern/crypto/password/imported_hash.hpp"

using namespace postern;
using crypto::HashRefusal;
using crypto::import_hash;

namespace {

struct Row {
    std::string kind;
    std::string verdict;
    std::string text;
};

std::vector<Row> rows() {
    std::ifstream file{"tests/support/foreign_hashes.tsv"};
    BOOST_REQUIRE(file.is_open());
    std::vector<Row> rows;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) continue;
        const auto first = line.find('\t');
        const auto second = line.find('\t', first + 1);
        BOOST_REQUIRE(second != std::string::npos);
        rows.push_back({line.substr(0, first), line.substr(first + 1, second - first - 1),
                        line.substr(second + 1)});
    }
    return rows;
}

bool fits(std::string_view password, std::string_view hash) {
    crypto::AnyPasswordHasher hasher{{.memory_kib = 64, .passes = 1}};
    return hasher.verify(Secret{password}, hash);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(import_hash_tests)

BOOST_AUTO_TEST_CASE(import_hash_keeps_what_can_be_verified) {
    std::size_t verified = 0;
    for (const auto& [kind, verdict, text] : rows()) {
        if (verdict != "verified") continue;
        BOOST_TEST_CONTEXT(kind) {
            const auto hash = import_hash(text);
            BOOST_REQUIRE(hash.has_value());
            BOOST_TEST(hash->size() <= 255u);
            BOOST_TEST(fits("correct horse", *hash));
            BOOST_TEST(!fits("correct hors", *hash));
            BOOST_TEST(!fits("", *hash));
            BOOST_TEST(*import_hash(*hash) == *hash);  // an export can be imported again
            ++verified;
        }
    }
    BOOST_TEST(verified == 45u);
}

BOOST_AUTO_TEST_CASE(import_hash_refuses_the_others_for_their_reason) {
    const std::map<std::string, HashRefusal> refusals{{"weak", HashRefusal::Weak},
                                                      {"unknown", HashRefusal::Unknown},
                                                      {"malformed", HashRefusal::Malformed},
                                                      {"too_costly", HashRefusal::TooCostly}};
    for (const auto& [kind, verdict, text] : rows()) {
        if (verdict == "verified") continue;
        BOOST_TEST_CONTEXT(kind) {
            const auto hash = import_hash(text);
            BOOST_REQUIRE(!hash.has_value());
            BOOST_TEST((hash.error() == refusals.at(verdict)));
        }
    }
}

BOOST_AUTO_TEST_CASE(wordpress_hashes_match_the_trimmed_password) {
    // PHP 8.2, of "  spaces \n" as WordPress 6.8 prepares it.
    const std::string hash = "$wp$2y$04$hJtwU5MkfZwn6rp00K3YruwsI8rKPeZNsaXbj1yqqEoTdKCqTIwDe";
    for (const char* typed : {"spaces", " spaces", "\tspaces\n\n"}) BOOST_TEST(fits(typed, hash));
    for (const char* typed : {"space", "spaces.", "spa ces", " ", ""})
        BOOST_TEST(!fits(typed, hash));
}

BOOST_AUTO_TEST_SUITE_END()
