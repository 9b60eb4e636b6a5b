#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/customers/customers.h"
#include "models/customers/kernels.h"

namespace nephoscope {

/// What happens to every base in every month (docs/model.md#base-cloud, MODEL 5.7), for blocks of customers.
class Bases {
public:
    explicit Bases(const Scenario& scenario);

    /// Between two months, of customers first … last − 1 who entered before month t: B grows, new spend goes to n_i, a
    /// migration moves its part, shares follow and sum to 1 exactly.
    void grow(Customers& customers, std::size_t first, std::size_t last, int t) const;

    /// M11 of customers first … last − 1, who are born by month t, at this month's base and shares, to the clouds; and
    /// the spend that their bases will grow by. Throws ModelError when a payment leaves the range of exact sums.
    void pay(Customers& customers, std::size_t first, std::size_t last, int t, MonthTotals& totals) const;

private:
    double growth_;
    std::vector<std::uint8_t> clouds_;  ///< positions of venues that hold bases
    const Kernels& kernels_;

    BaseView view(Customers& customers) const;
};

}  // namespace nephoscope
