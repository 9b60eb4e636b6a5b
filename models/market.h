#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/agreements/agreements.h"
#include "models/labs/quality.h"
#include "models/money/payoffs.h"
#include "models/start.h"
#include "sim/core/hash.h"
#include "sim/run/run.h"

namespace nephoscope {

/// The market of one run: state in columns, advanced month by month in the phases of docs/model.md#the-month.
/// Parameters never change during a run; state does. At this stage capacity is unlimited, list prices are held,
/// platform fees fixed, the base cloud frozen and there are no funding rounds, so the phases that would move them are
/// not there.
class Market final : public Model {
public:
    /// `scenario` and `draws` must outlive the market. `start` is copied: scenarios of a comparison share one.
    Market(const Scenario& scenario, const Draws& draws, const StartState& start, int threads);

    void advance(Month month) override;

    const Scenario& scenario() const { return scenario_; }
    const Agreements& agreements() const { return agreements_; }
    const QualityRace& quality() const { return quality_; }
    const OfferTable& offers() const { return offers_; }
    const Customers& customers() const { return customers_; }
    const MonthTotals& totals() const { return totals_; }  ///< of the month just advanced
    const MonthAccounts& accounts() const { return months_.back(); }
    const std::vector<MonthAccounts>& months() const { return months_; }
    const Ledger& ledger() const { return ledger_; }
    const Accounts& ledger_accounts() const { return ledger_accounts_; }
    const std::vector<Money>& share_paid() const { return share_paid_; }  ///< [clauses]
    std::vector<Payoff> payoffs() const;
    std::string result_hash() const { return hasher_.hex(); }

private:
    void apply_agreements(Month month);
    void release_models();
    void freeze_offers();
    void choose_offers();
    void serve_customers();
    void settle();
    void train();
    void check_invariants();
    void hash_month();

    DecisionContext context() const;

    const Scenario& scenario_;
    const Draws& draws_;
    const int threads_;
    const StartValues start_;
    Agreements agreements_;
    QualityRace quality_;
    Legality legality_;
    OfferTable offers_, offers_before_;
    Customers customers_;
    LaggedStatistics lagged_;
    MonthTotals totals_, totals_before_;
    Accounts ledger_accounts_;
    Ledger ledger_;
    std::vector<Money> share_paid_, share_paid_before_;
    std::vector<MonthAccounts> months_;
    Hasher hasher_;
    int t_ = 0;
};

}  // namespace nephoscope
