#define BOOST_TEST_DYN_LINK
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <string>

#include "postern/crypto/system_entropy.hpp"

using namespace postern;

BOOST_AUTO_TEST_SUITE(system_entropy_tests)

BOOST_AUTO_TEST_CASE(bytes_returns_the_requested_number) {
    crypto::SystemEntropy entropy;
    for (const std::size_t count : {0U, 1U, 16U, 32U, 4096U})
        BOOST_TEST(entropy.bytes(count).size() == count);
}

BOOST_AUTO_TEST_CASE(bytes_never_repeats) {
    crypto::SystemEntropy entropy;
    BOOST_TEST(entropy.bytes(32) != entropy.bytes(32));
    BOOST_TEST(entropy.bytes(32) != std::string(32, '\0'));
}

BOOST_AUTO_TEST_CASE(bytes_differ_between_a_process_and_its_child) {
    crypto::SystemEntropy entropy;
    entropy.bytes(32);
    std::array<int, 2> pipe{};
    BOOST_REQUIRE(::pipe(pipe.data()) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const std::string bytes = entropy.bytes(32);
        ::_exit(::write(pipe[1], bytes.data(), bytes.size()) == 32 ? 0 : 1);
    }
    const std::string own = entropy.bytes(32);
    std::string childs(32, '\0');
    BOOST_REQUIRE(::read(pipe[0], childs.data(), childs.size()) == 32);
    int status = 0;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    ::close(pipe[0]);
    ::close(pipe[1]);
    BOOST_TEST(own != childs);
}

BOOST_AUTO_TEST_SUITE_END()
