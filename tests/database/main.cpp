// The runner of all tests that need a database server. Run it through `make database`.
#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE postern_database
#include <boost/test/unit_test.hpp>
