// When a worker lets the others go first.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "app/workers/fair_share.hpp"

#include <memory>

using namespace postern;
using process::Stage;

namespace {

struct Fixture {
    std::unique_ptr<process::Scoreboard> scoreboard = std::make_unique<process::Scoreboard>();

    process::ScoreboardSlot& worker(std::size_t place, std::uint32_t connections,
                                    Stage stage = Stage::Idle) {
        auto& slot = scoreboard->slots[place];
        slot.stage = stage;
        slot.generation = 1;
        app::note_connections(slot, connections);
        return slot;
    }

    bool is_ahead(std::size_t place) const {
        return app::has_more_than_its_share(*scoreboard, scoreboard->slots[place]);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(fair_share_tests, Fixture)

BOOST_AUTO_TEST_CASE(a_worker_is_ahead_with_over_one_more_than_the_average) {
    worker(0, 4);
    worker(5, 2);
    BOOST_TEST(!is_ahead(0));
    worker(0, 5);
    BOOST_TEST(is_ahead(0));
    BOOST_TEST(!is_ahead(5));
}

BOOST_AUTO_TEST_CASE(a_worker_alone_is_never_ahead) {
    worker(3, 500);
    BOOST_TEST(!is_ahead(3));
}

BOOST_AUTO_TEST_CASE(a_worker_waits_for_starting_workers) {
    worker(0, 3);
    worker(1, 0, Stage::Starting);
    BOOST_TEST(is_ahead(0));
}

BOOST_AUTO_TEST_CASE(a_worker_ignores_other_pools_and_generations_and_draining_workers) {
    worker(0, 30);
    worker(1, 0).pool = 1;
    worker(2, 0).generation = 0;
    worker(3, 0, Stage::Draining);
    worker(4, 0, Stage::Free);
    BOOST_TEST(!is_ahead(0));
}

BOOST_AUTO_TEST_SUITE_END()
