// What is read from a file is looked at before it is used as customers.
#include "models/customers/population.h"
#include "sim/core/state.h"
#include "tests/customers/test_market.h"

namespace nephoscope {
namespace {

using test::default_scenario;

TEST(Customers, AreLookedAtBeforeTheyAreUsed) {
    const Scenario s = default_scenario(200);
    const Customers sound = make_population(s, Draws(1, 0), 1, 0, Ranks::alone(), 2);
    EXPECT_NO_THROW(require_sound(sound, s));
    const auto refuses = [&](auto spoil) {
        Customers customers = sound;
        spoil(customers);
        EXPECT_THROW(require_sound(customers, s), StateError);
    };
    refuses([](Customers& c) { c.active[3] = 32; });  // of five workloads
    refuses([](Customers& c) { c.decided[3] = 32; });
    refuses([](Customers& c) { c.base_venues = 7; });
    refuses([](Customers& c) { c.growth_cloud[3] = test::kDirOai; });  // holds no bases
    refuses([](Customers& c) { c.growth_cloud[3] = kNone; });
    refuses([](Customers& c) { c.contract_cloud[3] = kNone; });
    refuses([](Customers& c) { c.contract_cloud[3] = test::kDirOai; });
    refuses([](Customers& c) { c.migration_left[3] = 1, c.migration_from[3] = test::kDirOai; });
    refuses([](Customers& c) { c.migration_left[3] = 1, c.migration_from[3] = kNone; });
    refuses([](Customers& c) { c.lab[3] = 77, c.venue[3] = 0; });
    refuses([](Customers& c) { c.active[0] = 0, c.lab[3] = 0, c.venue[3] = 0; });
    refuses([](Customers& c) { c.lab[3] = kNone, c.venue[3] = 0; });
    refuses([](Customers& c) { c.term[3] = 0; });
    refuses([](Customers& c) { c.decile.pop_back(); });
}

}  // namespace
}  // namespace nephoscope
