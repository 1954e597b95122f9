// The runner of all unit tests.
#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE postern
#include <boost/test/unit_test.hpp>
