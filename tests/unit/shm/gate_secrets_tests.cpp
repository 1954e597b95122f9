#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <stdexcept>

#include "postern/shm/gate_secrets.hpp"
#include "postern/shm/shared_memory.hpp"

using namespace postern;

namespace {

/// A byte that differs each time.
class Counting final : public Entropy {
public:
    std::string bytes(std::size_t count) override { return std::string(count, next_++); }

private:
    char next_ = 'a';
};

class Broken final : public Entropy {
public:
    std::string bytes(std::size_t) override { throw std::runtime_error{"no random bytes"}; }
};

class Short final : public Entropy {
public:
    std::string bytes(std::size_t count) override { return std::string(count - 1, 'a'); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(gate_secrets_tests)

BOOST_AUTO_TEST_CASE(fill_makes_two_keys_of_their_own) {
    const shm::Shared<shm::GateSecrets> secrets;
    Counting entropy;
    secrets->fill(entropy);
    BOOST_TEST(as_bytes(secrets->basic_key) == std::string(32, 'a'));
    BOOST_TEST(as_bytes(secrets->ask_key) == std::string(32, 'b'));
    BOOST_TEST(secrets->ask_secret() == to_hex(std::string(32, 'b')));
}

BOOST_AUTO_TEST_CASE(fill_never_goes_on_without_random_bytes) {
    const shm::Shared<shm::GateSecrets> secrets;
    Broken broken;
    BOOST_CHECK_THROW(secrets->fill(broken), std::exception);
    Short too_few;
    BOOST_CHECK_THROW(secrets->fill(too_few), std::exception);
}

BOOST_AUTO_TEST_SUITE_END()
