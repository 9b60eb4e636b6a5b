#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/customers/shock_memory.h"
#include "models/scenario/scenario.h"
#include "sim/core/exact.h"
#include "sim/core/random.h"
#include "sim/core/ranks.h"

namespace nephoscope {

inline constexpr std::uint8_t kNone = 255;  ///< lab or venue of a workload on legacy or inactive

/// What inversion finds, once per population and parameter set (docs/model.md#inversion).
struct StartValues {
    std::vector<double> lab_fit;       ///< [labs] θ_ℓ [log points]
    std::vector<double> venue_appeal;  ///< [venues] γ_v [log points]
    double budget_factor = 1;

    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        visit("lab_fit", self.lab_fit);
        visit("venue_appeal", self.venue_appeal);
        visit("budget_factor", self.budget_factor);
    }
};

/// What the cash price and the friction of an offer depend on beside the workload. Before the start, when base shares
/// stand still, customers that agree in all of it share a profile, so that terms are computed once per profile.
struct Profile {
    std::uint8_t segment = 0, contract_cloud = 0, regulated = 0;
    std::vector<double> base_share;  ///< [base_venues] g_v
    friend bool operator==(const Profile&, const Profile&) = default;
};

/// The customers, or a rank's part of them: one column per attribute; index i is the same customer in every column. N
/// customers there at the start, then N_e newcomers with later entry months, each by rising id. `K` workloads, `C`
/// venues.
struct Customers {
    int labs = 0, workloads = 0, venues = 0;
    int base_venues = 0;  ///< the first of them; the others are no clouds, so that no base stands there
    const Ranks* ranks = &Ranks::alone();  ///< who have the other customers of the population

    // Static after the population is built.
    std::vector<std::uint32_t> id;  ///< stable: keys the draws; never the position
    std::vector<Weight> weight;     ///< organisations that the customer stands for [2^-20]
    std::vector<double> budget;     ///< A_i, scaled reference AI budget [USD/month]
    std::vector<std::uint8_t> segment, region, regulated;
    std::vector<std::uint8_t> term;      ///< T_i [months]
    std::vector<std::uint8_t> phase;     ///< 0…T_i − 1
    std::vector<std::int16_t> entry;     ///< month number t of entry; −32768 for those there from the start
    std::vector<double> workload_share;  ///< [N×K] a_ik, sums to 1
    std::vector<std::uint8_t> decile;    ///< 0…9 of budgets, by organisations
    std::vector<std::uint16_t> profile;  ///< of burn-in: index into `profiles`; see assign_profiles
    std::vector<Profile> profiles;
    std::vector<double> base_per_budget;  ///< [venues] b_h: base spend per AI budget of customers at home there

    // State of the base cloud (docs/model.md#base-cloud).
    std::vector<double> base_share;            ///< [N×base_venues] g_iv, sums to 1; 0 at venues that are no cloud
    std::vector<double> base_spend;            ///< B_i [USD/month]
    std::vector<std::uint8_t> contract_cloud;  ///< h_i, changes at renewals only
    std::vector<std::uint8_t> growth_cloud;    ///< n_i: receives new base spend until the next renewal
    std::vector<std::uint8_t> migration_from,
        migration_left;                    ///< cloud that is being left, months still to go (0 none)
    std::vector<double> migration_amount;  ///< moved to the contract cloud per month while migrating [USD/month]

    // State of the workloads. An inactive one is on no offer.
    static_assert(kMaxWorkloads <= 8);     // bits of a byte
    std::vector<std::uint8_t> active;      ///< bit k: workload k buys or may buy AI
    std::vector<std::uint8_t> lab, venue;  ///< [N×K] current offer, kNone = legacy or inactive
    std::vector<std::uint16_t> epoch;      ///< [N×K] projects so far
    std::vector<float> own;  ///< [N×K] the own attraction of the project to its current offer, tastes + ε/α (derived)
    std::vector<std::int16_t> since;    ///< [N×K] month number in which the workload came to its offer (or legacy)
    std::vector<std::uint8_t> decided;  ///< bit k: workload k was up for decision this month
    std::vector<float> desired;         ///< [N×K] desired outlay of the month [USD/month]; 0 on no offer (derived)
    std::vector<double> fill;           ///< served share of last month's desired spend; 1 without any

    ShockMemory shock_memory;  ///< derived: speeds up decisions, never part of the state

    std::size_t size() const { return id.size(); }
    std::size_t slot(std::size_t i, int k) const {
        return i * static_cast<std::size_t>(workloads) + static_cast<std::size_t>(k);
    }
    bool born(std::size_t i, int t) const { return t >= entry[i]; }
    bool is_active(std::size_t i, int k) const { return (active[i] >> k & 1U) != 0; }
    const double* base_shares(std::size_t i) const {
        return base_share.data() + i * static_cast<std::size_t>(base_venues);
    }
    double* base_shares(std::size_t i) { return base_share.data() + i * static_cast<std::size_t>(base_venues); }
    /// Months that a workload has been on its offer (or legacy) at the end of month t; 0 for an inactive one.
    int months_in_place(std::size_t i, int k, int t) const { return is_active(i, k) ? t - since[slot(i, k)] : 0; }

    /// Calls visit(column, values per customer) for every column: what shuffles, samples or sizes customers uses this
    /// list, so that a new column is named here and nowhere else.
    template <class Visit>
    void for_each_column(Visit visit) {
        const auto k = static_cast<std::size_t>(workloads);
        visit(id, std::size_t{1}), visit(weight, std::size_t{1}), visit(budget, std::size_t{1});
        visit(segment, std::size_t{1}), visit(region, std::size_t{1}), visit(regulated, std::size_t{1});
        visit(term, std::size_t{1}), visit(phase, std::size_t{1}), visit(entry, std::size_t{1});
        visit(workload_share, k);
        for_each_state_column(visit);
    }
    /// Those that the months change, and what a start derives; the columns before them stand once customers are there.
    template <class Visit>
    void for_each_state_column(Visit visit) {
        const auto k = static_cast<std::size_t>(workloads);
        visit(base_share, static_cast<std::size_t>(base_venues));
        visit(decile, std::size_t{1}), visit(profile, std::size_t{1}), visit(base_spend, std::size_t{1});
        visit(contract_cloud, std::size_t{1}), visit(growth_cloud, std::size_t{1});
        visit(migration_from, std::size_t{1}), visit(migration_left, std::size_t{1});
        visit(migration_amount, std::size_t{1}), visit(fill, std::size_t{1});
        visit(active, std::size_t{1}), visit(decided, std::size_t{1});
        visit(lab, k), visit(venue, k), visit(epoch, k), visit(own, k), visit(since, k), visit(desired, k);
    }

    /// Makes room for as many; columns of those that come are 0. `workloads` and `base_venues` must be set.
    void resize(std::size_t count) {
        for_each_column([&](auto& column, std::size_t each) { column.resize(count * each); });
    }

    /// What a checkpoint keeps (sim/core/state.h): all columns, by their number, but profiles, which are of burn-in.
    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        visit("labs", self.labs);
        visit("workloads", self.workloads);
        visit("venues", self.venues);
        visit("base_venues", self.base_venues);
        int number = 0;
        const_cast<Customers&>(self).for_each_column([&](auto& column, std::size_t) {
            if (static_cast<const void*>(&column) != &self.profile) visit("column " + std::to_string(number), column);
            ++number;
        });
        visit("base_per_budget", self.base_per_budget);
    }
};

/// Throws StateError when a column has another length than customers or refers to a lab, venue, segment or region that
/// there is none of: what is read from a file is looked at before it is used.
void require_sound(const Customers& customers, const Scenario& scenario);

/// Derives `profile` and `profiles` (numbered in the order in which customers have them) from segment, contract cloud,
/// regulated flag and base shares. make_population does it; whoever changes one of those columns afterwards calls it
/// again.
void assign_profiles(Customers& customers, int threads = 1);

/// What customers know of the others at the end of the month before.
struct LaggedStatistics {
    std::vector<double>
        lab_in_use;  ///< [labs×segments] E_ℓ,seg: share of the segment's customers (by weight) with ℓ in use
    std::vector<double> active_share;  ///< [workloads×segments] by weight

    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        visit("lab_in_use", self.lab_in_use);
        visit("active_share", self.active_share);
    }
};

/// Exact totals of one month, summed over customers as integers. Indices: o = lab·venues + venue; s = segment, always
/// the last: [offers×segments] means o·segments + s. One per thread, merged by addition.
///
/// Rounding (docs/model.md#integer-sums): every desire of one customer's workload is rounded once, to a tick, after it
/// has been multiplied by the customer's weight; what is served once per cell (segment, workload, offer). SC is rounded
/// per workload, F_on per customer, F per segment and decile. Egress paid is the sum of what the clouds receive.
struct MonthTotals {
    MonthTotals() = default;
    MonthTotals(int labs, int venues, int workloads, int segments, int regions, int clouds);
    explicit MonthTotals(const Scenario& scenario);
    MonthTotals empty() const { return MonthTotals(labs, venues, workloads, segments, regions, clouds); }
    void merge(const MonthTotals& other);
    friend bool operator==(const MonthTotals&, const MonthTotals&) = default;

    /// Positions of the states beside the venues (or labs) in the rows and columns of a flow matrix.
    static int legacy_state(int entities) { return entities; }
    static int absent_state(int entities) { return entities + 1; }  ///< inactive, or not born

    /// Calls visit(pointer to member) for every column, so that a new one is named here and nowhere else.
    template <class Visit>
    static void for_each_column(Visit visit) {
        using M = MonthTotals;
        for (std::vector<std::int64_t> M::*column : {&M::seller_paid,      &M::egress_paid,
                                                     &M::egress_received,  &M::list_value,
                                                     &M::workload_paid,    &M::compute,
                                                     &M::demand,           &M::list_value_segment,
                                                     &M::compute_segment,  &M::users,
                                                     &M::venue_users,      &M::lab_users,
                                                     &M::served,           &M::born,
                                                     &M::active,           &M::by_venue_count,
                                                     &M::by_lab_count,     &M::single_binding,
                                                     &M::surplus,          &M::unmet_surplus,
                                                     &M::venue_cost,       &M::onboarding_cost,
                                                     &M::switching_cost,   &M::migration_cost,
                                                     &M::surplus_decile,   &M::cost_decile,
                                                     &M::base_paid,        &M::base_moved,
                                                     &M::new_logos,        &M::primary_switches,
                                                     &M::payers_region,    &M::born_region,
                                                     &M::venue_flow,       &M::lab_flow,
                                                     &M::venue_spend_flow, &M::lab_spend_flow,
                                                     &M::desires,          &M::desired_surplus,
                                                     &M::venue_stock,      &M::lab_stock,
                                                     &M::paying_venues,    &M::homes})
            visit(column);
    }
    /// Those that change only where a customer moves: a month takes them over from the month before and adds what
    /// changed.
    template <class Visit>
    static void for_each_standing_column(Visit visit) {
        using M = MonthTotals;
        for (std::vector<std::int64_t> M::*column :
             {&M::users, &M::venue_users, &M::lab_users, &M::served, &M::born, &M::active, &M::by_venue_count,
              &M::by_lab_count, &M::single_binding, &M::payers_region, &M::born_region, &M::venue_stock, &M::lab_stock,
              &M::paying_venues, &M::homes})
            visit(column);
    }
    /// Adds the standing columns and budget_in_use of `before` to the changes that stand there.
    void stand_on(const MonthTotals& before);
    /// The same for single numbers.
    template <class Visit>
    static void for_each_counter(Visit visit) {
        using M = MonthTotals;
        for (std::int64_t M::*counter :
             {&M::evaluations, &M::decisions, &M::births, &M::switches, &M::projects, &M::portfolio_solves,
              &M::renewals, &M::migrations, &M::contestable, &M::desired, &M::budget_in_use})
            visit(counter);
    }

    /// What a checkpoint keeps (sim/core/state.h): columns and single numbers by their number.
    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        int number = 0;
        for_each_column([&](std::vector<std::int64_t> MonthTotals::*column) {
            visit("column " + std::to_string(number++), self.*column);
        });
        for_each_counter(
            [&](std::int64_t MonthTotals::*counter) { visit("counter " + std::to_string(number++), self.*counter); });
    }

    int labs = 0, venues = 0, workloads = 0, segments = 0, regions = 0, clouds = 0;
    std::vector<Money> seller_paid;         ///< [offers×segments] M1: seller part of served outlay
    std::vector<Money> egress_paid;         ///< [offers×segments] M2 by the offer that caused it
    std::vector<Money> egress_received;     ///< [venues] M2 by the cloud that holds the data
    std::vector<Money> list_value;          ///< [offers] p_ℓ·x [1e-4 USD]
    std::vector<Money> workload_paid;       ///< [offers×workloads] seller part plus egress
    std::vector<Compute> compute;           ///< [offers] κ_ℓ·x served, each customer's part rounded down
    std::vector<Compute> demand;            ///< [offers] κ_ℓ·x desired (pass A)
    std::vector<Money> list_value_segment;  ///< [offers×segments] p_ℓ·x; sums to list_value up to rounding by segment
    std::vector<Compute> compute_segment;  ///< [offers×segments]
    std::vector<Weight> users;             ///< [offers×segments] customers with a workload on the offer
    std::vector<Weight> venue_users;       ///< [venues×segments] customers with a workload at the venue
    std::vector<Weight> lab_users;         ///< [labs×segments] customers with a workload on the lab
    std::vector<Weight> served;            ///< [segments] customers with at least one workload on an offer
    std::vector<Weight> born;              ///< [segments] customers born by this month
    std::vector<Weight> active;            ///< [workloads×segments]
    std::vector<Weight> by_venue_count;    ///< [3×segments] customers on 1, 2, 3+ venues
    std::vector<Weight> by_lab_count;      ///< [3×segments] customers on 1, 2, 3+ labs
    std::vector<Weight> single_binding;    ///< [segments] exactly one lab at one venue
    std::vector<Money> surplus;            ///< [segments] Σ weight·CS, gross of M14
    std::vector<Money> unmet_surplus;      ///< [segments] Σ weight·(1 − fill)·CS
    std::vector<Money> venue_cost, onboarding_cost, switching_cost;  ///< [segments] M14: F, F_on, SC
    std::vector<Money> migration_cost;                               ///< [segments] M14: moves of the home cloud
    std::vector<Money> surplus_decile, cost_decile;                  ///< [10] surplus gross of M14, and M14
    std::vector<Money> base_paid;                                    ///< [venues] M11
    std::vector<Money> base_moved;                    ///< [venues] of it, new spend of this month: γ_B·B at n_i
    std::vector<Weight> new_logos, primary_switches;  ///< [venues×3] entrants' first cloud, moves of the home cloud to
                                                      ///< it, by tercile of the taste for the focal lab
    std::vector<Weight> payers_region;                ///< [labs×regions] customers with a workload on the lab
    std::vector<Weight> born_region;                  ///< [regions]
    std::vector<Weight>
        venue_flow;  ///< [(venues+2)²] workloads from (row) to (column): venues, legacy, inactive or not born
    std::vector<Weight> lab_flow;                         ///< [(labs+2)²]
    std::vector<Money> venue_spend_flow, lab_spend_flow;  ///< the same by desired spend: after the move, or on the
                                                          ///< offer that was left where it went to legacy
    std::vector<std::int64_t> desires;   ///< [segments×workloads×offers×desire_fields] desired outlay, surplus [1e-4
                                         ///< USD], units [1e-4], then egress to each cloud [1e-4 USD]
    std::vector<Money> desired_surplus;  ///< [10×offers] by decile
    std::vector<Weight> venue_stock, lab_stock;  ///< [venues+2], [labs+2] workloads by state, as in flows
    std::vector<Weight> paying_venues;           ///< [segments×10×2] venues in use beside the contract cloud: others,
                                                 ///< self-hosting; by decile
    std::vector<Weight> homes;                   ///< [venues×segments] born customers by contract cloud
    std::int64_t evaluations = 0, decisions = 0, births = 0;  ///< agents, unweighted
    std::int64_t switches = 0, projects = 0;    ///< workloads, unweighted: moves between offers, new projects
    std::int64_t portfolio_solves = 0;          ///< decisions that had to enumerate venue sets: a measure of work
    std::int64_t renewals = 0, migrations = 0;  ///< agents, unweighted
    Money contestable = 0, desired = 0;         ///< outlay of workloads in D, and of all: λ_c = contestable / desired
    Money budget_in_use = 0;  ///< Σ weight·A_ik of workloads on an offer, before growth: the extensive margin
};

}  // namespace nephoscope
