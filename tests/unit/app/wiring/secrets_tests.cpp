// Which process keeps which secret.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "app/wiring/key_ring.hpp"
#include "app/wiring/secrets.hpp"
#include "support/temporary_folder.hpp"

#include <sys/stat.h>

using namespace postern;
using app::Pool;
using app::SecretName;
using app::Secrets;

namespace {

const std::string kKey(43, 'A');

struct SecretsFixture {
    test::TemporaryFolder folder;
    config::Config config;

    SecretsFixture() {
        config.database.password_file = file("database", "of the database");
        config.database.gate_user = "postern_gate";
        config.database.gate_password_file = file("gate", "of the gate");
        config.mail.transport = config::MailTransport::Smtp;
        config.mail.user = "postern";
        config.mail.password_file = file("mail", "of the mail server");
        config.keys.file = file("keys", kKey);
    }

    std::string file(const std::string& name, const std::string& text) {
        folder.write(name, text + "\n");
        const std::string path = folder.path() + "/" + name;
        ::chmod(path.c_str(), 0600);
        return path;
    }

    Secrets read() {
        return Secrets::read(config, [](const std::string&) { return std::nullopt; });
    }

    static std::string all(const Secrets& secrets) {
        return secrets.get(SecretName::DatabasePassword) + "|" +
               secrets.get(SecretName::GatePassword) + "|" + secrets.get(SecretName::MailPassword) +
               "|" + secrets.get(SecretName::Keys);
    }

    std::string kept_by(Pool pool) {
        Secrets secrets = read();
        secrets.keep_for(pool);
        return all(secrets);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(secrets_tests, SecretsFixture)

BOOST_AUTO_TEST_CASE(read_returns_all_secrets) {
    BOOST_TEST(all(read()) == "of the database|of the gate|of the mail server|" + kKey + "\n");
}

BOOST_AUTO_TEST_CASE(keep_for_keeps_what_the_pool_uses) {
    BOOST_TEST(kept_by(Pool::Gate) == "|of the gate||");
    BOOST_TEST(kept_by(Pool::Portal) == "of the database|||" + kKey + "\n");
    BOOST_TEST(kept_by(Pool::Courier) == "of the database||of the mail server|" + kKey + "\n");
}

BOOST_AUTO_TEST_CASE(wipe_all_leaves_nothing) {
    Secrets secrets = read();
    secrets.wipe_all();
    BOOST_TEST(all(secrets) == "|||");
}

BOOST_AUTO_TEST_CASE(read_finds_no_keys_where_there_is_no_key_file) {
    config.keys.file = folder.path() + "/none";
    BOOST_TEST(read().get(SecretName::Keys) == "");
    BOOST_TEST(!app::to_key_ring(""));
}

BOOST_AUTO_TEST_CASE(read_refuses_a_wrong_key_file_and_quotes_nothing_of_it) {
    const std::string wrong = "no-key-but-perhaps-a-password";
    config.keys.file = file("wrong", kKey + "\n" + wrong);
    BOOST_CHECK_EXCEPTION(read(), config::ConfigError, [&](const config::ConfigError& error) {
        const std::string said = error.what();
        BOOST_TEST(said ==
                   config.keys.file + ":2: is no key; write one key of 43 characters per line");
        return true;
    });
}

BOOST_AUTO_TEST_CASE(to_key_ring_has_the_keys_of_the_text) {
    const auto keys = app::to_key_ring(read().get(SecretName::Keys));
    BOOST_REQUIRE(keys);
    BOOST_TEST(keys->ids().size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
