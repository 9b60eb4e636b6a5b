#include "models/customers/kernels.h"
#include "models/customers/lanes_bases.h"
#include "models/customers/lanes_desires.h"
#include "models/customers/lanes_offers.h"
#include "models/customers/lanes_own_of_offers.h"
#include "models/customers/lanes_own_roughly.h"
#include "models/customers/lanes_sets.h"
#include "models/customers/lanes_shocks.h"
#include "models/customers/lanes_sieve_choice.h"
#include "models/customers/lanes_words.h"

/// The kernels in lanes: compiled once for each instruction set, under another name each (NEPHOSCOPE_KERNELS). No
/// function of another header may be called from here but those that are inlined by force.
namespace nephoscope {

namespace {

#ifdef NEPHOSCOPE_SINGLES
constexpr auto kOwnRoughly = own_roughly;
constexpr auto kSift = sift;
constexpr auto kAppraise = appraise;
#else
constexpr auto kOwnRoughly = nullptr;
constexpr auto kSift = nullptr;
constexpr auto kAppraise = nullptr;
#endif

constexpr Kernels kTable{NEPHOSCOPE_KERNELS_NAME,
                         known_terms,
                         tastes,
                         gumbels,
                         own_attractions,
                         own_of_offers,
                         kOwnRoughly,
                         best_offers,
                         kSift,
                         kAppraise,
                         best_set,
                         best_venues,
                         desires,
                         desire_block,
                         customer_words,
                         words_below,
                         grow_bases,
                         pay_bases,
                         serve};

}  // namespace

const Kernels& NEPHOSCOPE_KERNELS() { return kTable; }

}  // namespace nephoscope
