// Which process keeps which secret.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "app/wiring/secrets.hpp"
#include "support/temporary_folder.hpp"

#include <sys/stat.h>

using namespace postern;
using app::Pool;
using app::SecretName;
using app::Secrets;

namespace {

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
               secrets.get(SecretName::GatePassword) + "|" + secrets.get(SecretName::MailPassword);
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
    BOOST_TEST(all(read()) == "of the database|of the gate|of the mail server");
}

BOOST_AUTO_TEST_CASE(keep_for_keeps_what_the_pool_uses) {
    BOOST_TEST(kept_by(Pool::Gate) == "|of the gate|");
    BOOST_TEST(kept_by(Pool::Portal) == "of the database||");
    BOOST_TEST(kept_by(Pool::Courier) == "of the database||of the mail server");
}

BOOST_AUTO_TEST_CASE(wipe_all_leaves_nothing) {
    Secrets secrets = read();
    secrets.wipe_all();
    BOOST_TEST(all(secrets) == "||");
}

BOOST_AUTO_TEST_SUITE_END()
