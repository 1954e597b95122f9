// The runner of all tests that need a database server. Run it through `make database`.
#define BOOST_TEST_DYN_LINK
#define BOOST_TEST_MODULE postern_database
#include <boost/test/unit_test.hpp>

#include "support/test_database.hpp"

namespace {

/// No suite relies on another one having made the database.
struct MigratedDatabase {
    MigratedDatabase() { postern::test::prepare_database(); }
};

}  // namespace

BOOST_TEST_GLOBAL_FIXTURE(MigratedDatabase);
