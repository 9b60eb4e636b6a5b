#pragma once

#include <array>
#include <span>
#include <vector>

#include "models/customers/attention.h"
#include "models/customers/costs.h"
#include "models/customers/decide.h"
#include "models/customers/own_rows.h"
#include "models/customers/portfolio.h"
#include "models/customers/standing.h"
#include "models/customers/terms.h"

namespace nephoscope {

/// What the customers' workloads desire this month, by the kernels (models/customers/kernels.h).
DesireView desire_view(const Customers& customers, const DecisionContext& context, const MonthTerms& terms);

/// The portfolio problem of any customer in one month (docs/model.md#portfolio): holds what all customers share.
class Chooser {
public:
    Chooser(Customers& customers, const DecisionContext& context, const MonthTerms& terms, const ShockCache* cache);

    /// Desired outlay [USD/month] of the workloads of `deciding` on their offers before the decision: at this month's
    /// terms, or last month's where the offer has become illegal; 0 on legacy. Of workloads that do not decide, it is
    /// that or 0.
    using Outlays = std::array<double, kMaxWorkloads>;

    /// Where the workloads that are up for decision go.
    struct Choice {
        bool known = false;    ///< the rest is filled
        bool moves = false;    ///< one of them is elsewhere than before
        bool weighed = false;  ///< what the workloads would do alone costs something, or is too much
        std::array<std::uint8_t, kMaxWorkloads> lab, venue;
        bool own_is_exact = false;             ///< else it is awaited (OwnRows::await)
        std::array<float, kMaxWorkloads> own;  ///< the customer's own attraction there
    };

    /// A customer in the middle of its month.
    struct Stirred {
        std::size_t customer = 0;
        Agenda agenda;
        Holding before;
        Choice choice;
        Outlays outlay;  ///< before the decision; 0 until find_outlays
    };
    static constexpr std::size_t kMostTogether = kMostSifted;

    /// What up to kMostTogether customers ask together, with room for what they point at.
    struct Look {
        Look(const Chooser& chooser, std::size_t customers);
        struct One {
            Stirred* customer = nullptr;
            Questions questions;
            std::array<double, kVenueLanes> cost;
        };
        std::size_t count = 0;
        std::vector<One> of;
        std::vector<Sifting> siftings;
        std::vector<float> own;  ///< [customers×workloads×row] where nobody keeps own attractions
    };

    /// Adds the decisions of a customer to what is looked at, if there are any.
    void ask(Stirred& customer, Look& look) const;

    /// Fills `choice` of all who asked where single precision leaves no doubt about it; nobody asks any more then.
    void sift(Look& look) const;

    /// Fills `outlay` of up to kMostTogether customers: of those who move, or may.
    void find_outlays(std::span<Stirred> customers) const;

    /// Decides the workloads of the agenda; posts what moving costs and counts to `totals` unless it is null. Own
    /// attractions of the offers they go to are there after own().settle(pending).
    void decide(Stirred& customer, MonthTotals* totals, OwnRows::Pending& pending);

    const OwnRows& own() const { return own_; }

    /// V_i: value of the best portfolio of `workloads` (bit mask) with the given contract and base shares [venues],
    /// without SC and F_on [USD/month]. `problem` becomes what was solved: its rows are the workloads in their order.
    double portfolio_value(std::size_t i, std::uint32_t workloads, const Contract& contract, const double* base_share,
                           PortfolioProblem& problem);

    /// What a customer asks of the kernels, with room for own attractions that nobody keeps and for the answers.
    struct Asked {
        Asked() = default;
        Asked(const Asked&) = delete;  // questions may point at `own`
        Asked& operator=(const Asked&) = delete;
        Questions questions;
        std::array<float, kMaxWorkloads * kOfferLanes> own;
        std::array<std::array<std::uint8_t, kVenueLanes>, kMaxWorkloads> lab;
    };

    /// Asks for `workloads` as if all were on no offer, own attractions as the sieve has them: for appraise, as often
    /// as contract and base shares [base_venues] change. `asked` has to be without questions.
    void ask_for_appraisal(std::size_t i, std::uint32_t workloads, Asked& asked) const;

    /// Bounds on the value that portfolio_value has; false when there are none.
    bool appraise(Asked& asked, const Contract& contract, const double* base_share, Appraisal& out) const;
    bool appraises() const { return kernels_.appraise != nullptr; }

    /// A_ik of the month [USD/month].
    double budget(std::size_t i, int k) const {
        return customers_.budget[i] * customers_.workload_share[customers_.slot(i, k)] * context_.now.budget_growth;
    }
    const MonthTerms& terms() const { return terms_; }

    /// What the kernels read of the month's desires.
    const DesireView& view() const { return desire_view_; }

    /// What workloads desire this month on the offers they are on now.
    void desires(std::size_t i, Desires& out) const { kernels_.desires(desire_view_, &i, 1, &out); }

private:
    double outlay_before(std::size_t slot, std::size_t i, int k) const;
    void begin(const Contract& contract, const double* base_share, Questions& questions) const;
    inline void add(std::size_t i, int k, const double* terms, Questions& questions) const;
    void answer(Asked& asked, PortfolioProblem& problem) const;
    void add_all(std::size_t i, std::uint32_t workloads, Questions& questions) const;
    std::uint64_t ask(const Stirred& customer, Questions& questions) const;
    void find_costs(const Stirred& customer, double* costs) const;
    void weigh(Stirred& customer) const;
    void note(const Questions& questions, std::size_t n, int lab, int venue, Stirred& customer) const;
    void take(const Stirred& customer, OwnRows::Pending& pending);
    void post_costs(const Stirred& customer, MonthTotals& totals) const;

    Customers& customers_;
    const DecisionContext& context_;
    const Scenario& scenario_;
    const MonthTerms& terms_;
    const Kernels& kernels_;
    OwnRows own_;
    VenueCosts costs_, costs_with_onboarding_;  ///< F; F and F_on per month
    DesireView desire_view_;
    double excess_;  ///< η − 1
};

}  // namespace nephoscope
