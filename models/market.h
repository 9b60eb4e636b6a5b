#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/agreements/agreements.h"
#include "models/capacity/capacity.h"
#include "models/funding/funding.h"
#include "models/labs/quality.h"
#include "models/money/payoffs.h"
#include "models/pricing/price_setting.h"
#include "models/start.h"
#include "sim/core/hash.h"
#include "sim/core/state.h"
#include "sim/run/run.h"

namespace nephoscope {

/// The market of one run: state in columns, advanced month by month in the phases of docs/model.md#the-month.
/// Parameters never change during a run; state does.
class Market final : public Model {
public:
    /// `scenario` and `draws` must outlive the market. `start` is copied: scenarios of a comparison share one.
    Market(const Scenario& scenario, const Draws& draws, const StartState& start, int threads);
    /// The same, taking over the customers of a start that no other market needs: its inversion and hash stay, which
    /// recorders and checkpoints read.
    Market(const Scenario& scenario, const Draws& draws, StartState&& start, int threads);

    void advance(Month month) override;

    const Scenario& scenario() const { return scenario_; }
    const Draws& draws() const { return draws_; }
    int threads() const { return threads_; }
    const Agreements& agreements() const { return agreements_; }
    const QualityRace& quality() const { return quality_; }
    const Prices& prices() const { return prices_; }
    const Capacity& capacity() const { return capacity_; }
    const Clearing& clearing() const { return clearing_; }
    const Commitments& commitments() const { return commitments_; }
    const Funding& funding() const { return funding_; }
    const std::vector<double>& reliability() const { return reliability_; }  ///< [venues] of the coming month
    const OfferTable& offers() const { return offers_; }
    const OfferTable& offers_before() const { return offers_before_; }
    const Customers& customers() const { return customers_; }
    const LaggedStatistics& lagged() const { return lagged_; }                ///< of the coming month
    const LaggedStatistics& lagged_before() const { return lagged_before_; }  ///< of the month just advanced
    const StartValues& start() const { return start_; }
    const MonthTotals& totals() const { return totals_; }  ///< of the month just advanced
    const MonthAccounts& accounts() const { return months_.back(); }
    const std::vector<MonthAccounts>& months() const { return months_; }
    const Ledger& ledger() const { return ledger_; }
    const Accounts& ledger_accounts() const { return ledger_accounts_; }
    const std::vector<Money>& share_paid() const { return share_paid_; }  ///< [clauses]
    std::vector<Payoff> payoffs() const;
    std::string result_hash() const { return hasher_.hex(); }

    /// What the months after `month`, the last one advanced, read of those before. Agreements are not among it: they
    /// follow from scenario and draws.
    /// Collective, with the customers of all ranks.
    void save(StateWriter& writer) const;
    /// Takes the place of the months up to and with `month`, in a market that has not begun: advance(month + 1) is
    /// next. The scenario may have other clauses than the saved one where they act later; what is kept by clause goes
    /// by id. Of several ranks each takes its part of the customers. Throws StateError.
    void open(StateReader& reader, Month month);
    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit);
    bool begun(const std::string& clause) const;  ///< has been in force by the month advanced last

    /// Calls body(inputs) with what payoffs and the trade-off are made of.
    template <class Body>
    auto with_payoff_inputs(Body body) const {
        const std::vector<double> stakes = funding_.stakes();
        const std::vector<Money> balances = lab_balances();
        return body(PayoffInputs{scenario_, months_, stakes, balances});
    }

private:
    void apply_agreements(Month month);
    void release_models();
    void expand_capacity();
    void set_prices();
    void freeze_offers();
    void choose_offers();
    void clear_market();
    void serve_customers();
    void settle();
    void train_and_fund();
    void plan_capacity();
    void check_invariants();
    void hash_month();

    DecisionContext context() const;
    Month month() const { return scenario_.simulation.start + t_; }
    std::vector<LabNeed> lab_needs() const;
    std::vector<double> share_rates() const;
    std::vector<Money> lab_balances() const;
    std::vector<std::string> clause_ids() const;
    void open_customers(StateReader& reader);
    void mark_past_terms();
    void require_sound() const;

    const Scenario& scenario_;
    const Draws& draws_;
    const int threads_;
    const StartValues start_;
    Agreements agreements_;
    QualityRace quality_;
    Prices prices_;
    Capacity capacity_;
    Commitments commitments_;
    Funding funding_;
    Clearing clearing_;
    std::vector<double> reliability_;
    Legality legality_;
    OfferTable offers_, offers_before_;
    Customers customers_;
    LaggedStatistics lagged_, lagged_before_;
    MonthTotals totals_, totals_before_;
    Accounts ledger_accounts_;
    Ledger ledger_;
    std::vector<Money> share_paid_, share_paid_before_;
    std::vector<MonthAccounts> months_;
    Hasher hasher_;
    int t_ = 0;
};

}  // namespace nephoscope
