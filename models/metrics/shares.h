#pragma once

#include <vector>

#include "models/market.h"

/// Four pies of the same customers' AI spend of a month, egress included (docs/model.md#metrics). They answer different
/// questions and have different names; each sums to the outlay.
namespace nephoscope {

struct Pies {
    std::vector<double> by_venue;   ///< [venues] where the customer bought
    std::vector<double> by_lab;     ///< [labs] whose model it is
    std::vector<double> by_seller;  ///< [clouds, labs, self-hosting] whose customer it is: seller of record
    std::vector<double> by_host;    ///< [clouds, self-hosting, elsewhere] whose machines served it
    std::vector<double> by_offer;   ///< [labs×venues]
    std::vector<double> by_group;   ///< by_seller with wholly owned labs counted to their cloud [clouds, labs, self]
    std::vector<double> by_cloud;   ///< [clouds] by_venue at clouds alone
    std::vector<double> with_base;  ///< [clouds] the same and base spend
};

/// The seller of record at a cloud is the cloud, or the lab where the cloud is its agent. A lab's own channel is hosted
/// where its own compute was served this month, pro rata; without any it counts as elsewhere.
Pies pies(const Market& market);

/// H = −Σ s ln s over offers and its parts: between labs, and within them weighted by their shares.
struct Diversity {
    double all = 0, between_labs = 0, within_labs = 0;
};
Diversity diversity(const std::vector<double>& by_offer, int labs, int venues);

}  // namespace nephoscope
