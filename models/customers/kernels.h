#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

/// The hot computations of a month, as functions over plain arrays: compiled once for each instruction set from one
/// source (kernel_lanes.cpp and its lanes_*.h), and once more as the plain loops that define their results
/// (kernels_plain.cpp). All give the same bits; a test holds them to it. docs/performance.md#lanes.
///
/// Venues stand in lanes: rows over venues are padded to `stride`, a multiple of eight, and an offer is
/// lab·stride + venue. In rows over the workloads of a customer up to eight workloads stand in lanes.
namespace nephoscope {

inline constexpr int kMostBlocks = 288;      ///< of words behind one workload's shocks: 16 labs × (1 + 16), padded
inline constexpr int kMostTasteBlocks = 32;  ///< 16 labs, and 64 slots of venues by four
inline constexpr int kMostTastes = 56;       ///< of 16 labs and 33 venues, padded
inline constexpr double kTicks = 1e4;        ///< per USD and per unit
inline constexpr double kNoOffer = -1e300;   ///< "cannot be bought": finite, so that sums keep their order

/// What one month's offers ask of customers before tastes; contract row = (segment·venues + contract cloud)·2 +
/// regulated flag.
struct TermsView {
    int labs = 0, venues = 0, stride = 0, workloads = 0;
    int base_venues = 0;             ///< length of rows of base shares: the first venues, the others have none
    const double* seller = nullptr;  ///< [segments×venues][labs×stride] seller price with the contract's discount
    const double* known = nullptr;  ///< [contract rows][workloads][labs×stride] −ln π without cash price, gravity and
                                    ///< tastes, at the known quality; −∞ where the offer may not be bought
    const double* actual = nullptr;   ///< the same at the month's actual quality
    const double* gravity = nullptr;  ///< [workloads][stride] τ_k·scale·δ_dir
    const double* near = nullptr;     ///< [stride] share of data that counts as near beside the base share
    const double* egress = nullptr;   ///< [regions][stride] fee of the cloud that holds the data [USD/GB]
    const double* data_gb = nullptr;  ///< [8] per unit of each workload
    const float *seller_single = nullptr, *known_single = nullptr;  ///< copies in single precision
    const float* news = nullptr;  ///< `actual` less `known`, in single precision; NaN where nobody may buy
    const float *gravity_single = nullptr, *data_single = nullptr;  ///< copies
    float single_size = std::numeric_limits<float>::infinity();  ///< no less than |known| (but −∞), |log P|, gravity
    const std::uint32_t* labs_at = nullptr;                      ///< [venues] bit l: somebody may buy lab l there
};

/// The contract of one customer, as rows of TermsView.
struct ContractRow {
    std::size_t seller = 0, contract = 0, region = 0;
};

/// Blocks of words that are drawn together. A word is word·count + block.
struct BlockView {
    std::uint32_t key[2] = {0, 0};
    int count = 0;                             ///< padded to a multiple of eight
    int drawn = 0;                             ///< of them are needed: the first
    const std::uint64_t* stream = nullptr;     ///< [count]
    const std::uint64_t* lab_slots = nullptr;  ///< [count] counter word 3: lab slot, venue block
};

/// How shocks are drawn: blocks of words first, then values.
struct ShockView {
    BlockView blocks;  ///< the first `labs` are those of nests
    int labs = 0, stride = 0;
    int offers = 0;                            ///< that could ever be sold
    const std::int64_t* lab = nullptr;         ///< [offers, padded to a multiple of eight]
    const std::int64_t* venue = nullptr;       ///< the same
    const std::int64_t* offer_word = nullptr;  ///< the same: a word of `blocks`
    const std::int32_t* place = nullptr;       ///< [offers] lab·stride + venue
    const std::int32_t* word_of = nullptr;     ///< `offer_word` in 32 bits
    const std::int32_t* first_of = nullptr;    ///< [labs] its first offer: offers are in order of place
    const std::int32_t* rank_at = nullptr;     ///< [labs×stride] at the place of an offer: which of its lab's it is
    const std::int32_t* sold_at = nullptr;     ///< [labs×stride] −1 at the places of offers, 0 at others
    double dissimilarity = 1, per_precision = 1;
};

/// Which of the offers that could ever be sold is lab l's at venue v.
[[gnu::always_inline]] inline int offer_at(const ShockView& view, int l, int v) {
    return view.first_of[l] + view.rank_at[l * view.stride + v];
}

/// How tastes are drawn.
struct TasteView {
    BlockView blocks;
    int count = 0;                          ///< labs, then venues
    const std::int64_t* word = nullptr;     ///< [count, padded to a multiple of sixteen] a word of `blocks`
    const double* scale = nullptr;          ///< the same: standard deviation [log points]
    const std::int32_t* word_of = nullptr;  ///< `word` in 32 bits
};

/// A workload (slot) of a customer in one of its projects (epoch), as counter word 0 of Philox has it.
[[gnu::always_inline]] constexpr std::uint32_t project_of(int workload_slot, int epoch) {
    return static_cast<std::uint32_t>(workload_slot) << 8 | static_cast<std::uint32_t>(epoch) << 16;
}

/// Projects of one customer, each with room for its own attractions.
struct ProjectRows {
    int count = 0;
    std::uint32_t project[8] = {};  ///< as by project_of
    float* own[8] = {};             ///< [labs×stride]
};

/// One offer to a project of a customer.
struct OwnOffer {
    std::uint32_t customer = 0, project = 0;  ///< project as by project_of
    std::uint8_t lab = 0, venue = 0;
};

/// What one customer asks at a time: the best offer at each venue, for several workloads.
struct Questions {
    int count = 0;
    ContractRow contract;                ///< the customer's, for questions without terms of their own
    const double* base_share = nullptr;  ///< [base_venues] the same
    double floor = 0;                    ///< an offer must be more attractive than this
    double excess = 0;                   ///< η − 1
    int workload[8] = {};
    const double* terms[8] = {};        ///< [labs×stride] known attraction before tastes; null: that of the contract
    const float* terms_single[8] = {};  ///< `terms` in single precision
    const float* own[8] = {};           ///< [labs×stride] the customer's own attraction
    float own_off = 0;                  ///< what those may be off, beside 2^-19 of themselves; 0: they are exact
    double budget[8] = {};              ///< [USD/month]
    double to_lab[8] = {};              ///< cost of leaving the current lab [USD/month]
    double to_venue[8] = {};            ///< cost of leaving the current venue [USD/month]
    int lab[8] = {}, venue[8] = {};     ///< current offer, −1 none
};

/// Which venues to add to those in use: rows are workloads up for decision.
struct SetProblem {
    int rows = 0, venues = 0;
    std::size_t row_stride = 0;     ///< between rows of `value`, at least `venues` padded to a multiple of eight
    const double* value = nullptr;  ///< [rows×row_stride] [USD/month]
    const double* cost = nullptr;   ///< [venues padded] of adding a venue [USD/month]
    const double* least = nullptr;  ///< [rows] value without any addition
    const double* most = nullptr;   ///< [rows] no less than any value of the row or its `least`
    std::uint64_t in_use = 0;       ///< venues whose values are in `least`: never added
    int slots = 0;                  ///< venues that may be added at most
};

/// A decision before what leaving costs is known exactly: questions without to_lab and to_venue.
struct SiftProblem {
    int venues = 0, slots = 0;
    std::uint64_t in_use = 0;
    const double* cost = nullptr;  ///< [venues padded] of adding a venue [USD/month]
    /// Cost of leaving the current lab (venue) per outlay on the current offer.
    double lab_months = 0, venue_months = 0;
};

/// Where each question's workload goes.
struct Sifted {
    bool weighed = false;       ///< what the workloads would do alone costs something, or is too much
    std::int8_t venue[8] = {};  ///< −1 legacy
    std::uint8_t lab[8] = {};
};

/// One of the customers whose decisions are looked at together.
struct Sifting {
    const Questions* questions = nullptr;  ///< of all of them with the same floor and excess
    SiftProblem problem;
    Sifted out;
    bool sure = false;  ///< `out` is the decision
};
inline constexpr std::size_t kMostSifted = 16;

/// The value of a portfolio, between bounds.
struct Appraisal {
    double value = 0, error = 0;  ///< the value is within `error` of it [USD/month]
    float most[8][8];             ///< [questions][venues] no less than the values of best_offers
};

struct BestSet {
    double value = 0;       ///< Σ of rows' best less the costs of what was added
    std::uint64_t set = 0;  ///< in_use and what was added
};

/// What customers desire, for loops over a block of them; columns as in Customers.
struct DesireView {
    TermsView terms;
    const std::int64_t* weight = nullptr;  ///< organisations [2^-20]
    const double* budget = nullptr;
    const double* workload_share = nullptr;
    const double* base_share = nullptr;
    const float* own = nullptr;
    const std::uint8_t *segment = nullptr, *contract_cloud = nullptr, *regulated = nullptr, *region = nullptr,
                       *decile = nullptr;
    const std::uint8_t *lab = nullptr, *venue = nullptr;  ///< 255: on no offer
    double growth = 1, excess = 0;
    int clouds = 0;                       ///< that hold bases
    const std::uint8_t* cloud = nullptr;  ///< [clouds] venue positions
};

/// A customer's desired month: of every workload, 0 where it is on no offer.
struct Desires {
    /// [USD/month], [USD/month], [units/month] of one organisation; entries beyond the workloads are unspecified.
    double outlay[8], surplus[8], units[8];
};

/// Ticks of a sum over the organisations that a customer stands for [2^-20], per USD of one.
[[gnu::always_inline]] constexpr double ticks_per_usd(std::int64_t weight) {
    return static_cast<double>(weight) * 0x1p-20 * kTicks;
}

/// Room for what a cell sums, padded to whole registers: outlay, surplus, units, then egress to each cloud.
[[gnu::always_inline]] constexpr std::size_t desire_fields(int clouds) {
    return (3 + static_cast<std::size_t>(clouds) + 7) / 8 * 8;
}

/// Sums of a block's desires, in ticks of 1e-4.
struct DesireSums {
    std::int64_t* cells = nullptr;           ///< [segments×workloads×(labs×venues)×desire_fields]
    std::int64_t* surplus_decile = nullptr;  ///< [10×(labs×venues)]
    std::int64_t* outlay = nullptr;          ///< [customers of the block×workloads] as posted; null: not asked for
    float* desired = nullptr;                ///< the same of one organisation [USD/month]
    double total = 0;                        ///< of all absolute postings [ticks]; NaN when one was no number
    double largest = 0;                      ///< absolute posting [ticks]
};

/// Base spend, for loops over a block of customers; columns as in Customers.
struct BaseView {
    int base_venues = 0, clouds = 0;
    const std::uint8_t* cloud = nullptr;  ///< [clouds] venue positions; at least one
    double growth = 0;                    ///< γ_B per month
    double *base_share = nullptr, *base_spend = nullptr;
    std::uint8_t* migration_left = nullptr;
    const double* migration_amount = nullptr;
    const std::uint8_t *migration_from = nullptr, *growth_cloud = nullptr, *contract_cloud = nullptr;
    const std::int64_t* weight = nullptr;  ///< organisations [2^-20]
    const std::int16_t* entry = nullptr;
};

/// Sums of a block [ticks], by venue.
struct BasePayments {
    std::int64_t paid[64] = {};   ///< M11
    std::int64_t moved[64] = {};  ///< what bases will grow by, by the cloud that receives it
    double total = 0;             ///< of all absolute postings, in no certain order; NaN when one was no number
    double largest = 0;           ///< absolute posting
};

/// What customers desired, for loops over a block of them.
struct ServedView {
    int workloads = 0, venues = 0;
    const std::uint8_t *lab = nullptr, *venue = nullptr;  ///< [customers×workloads] 255: on no offer
    const float* desired = nullptr;                       ///< [customers×workloads] [USD/month], 0 on no offer
    const double* fill = nullptr;                         ///< [labs×venues] served share
};

struct Kernels {
    const char* name;

    /// out[labs×stride] = known − ln(cash price) − gravity·distance of workload k; −∞ where it may not be bought.
    void (*known_terms)(const TermsView& view, const ContractRow& row, const double* base_share, int k, double* out);

    /// taste[count, padded] = a customer's tastes for labs, then venues [log points]; beyond them unspecified.
    void (*tastes)(const TasteView& view, std::uint32_t customer, double* taste);

    /// out[j] = a draw of the standard Gumbel law from word[j] of a customer's blocks, j < count; `word` is padded to a
    /// multiple of eight, entries of `out` up to there are unspecified.
    void (*gumbels)(const BlockView& blocks, const std::int64_t* word, int count, std::uint32_t customer, double* out);

    /// own[labs×stride] = tastes + ε/α, rounded to single precision; 0 at other offers. `lab_taste` [labs],
    /// `venue_taste` [venues].
    void (*own_attractions)(const ShockView& view, std::uint32_t customer, int workload_slot, int epoch,
                            const double* lab_taste, const double* venue_taste, float* own);

    /// The same of each offer of a list, tastes drawn too.
    void (*own_of_offers)(const ShockView& shocks, const TasteView& tastes, const OwnOffer* offers, std::size_t count,
                          float* own);

    /// own_attractions of a customer's projects in single precision, tastes drawn too: off by no more than 2^-19·(|own|
    /// + C) (docs/performance.md#sieve, Shocks::own_off). For strides of eight; null where there is none.
    void (*own_roughly)(const ShockView& shocks, const TasteView& tastes, std::uint32_t customer,
                        const ProjectRows& rows);

    /// Of each question n, in rows of `row_stride`: value[n][stride] = surplus of the best offer at each venue less the
    /// cost of going there [USD/month], kNoOffer where none is more attractive than the floor; lab[n][stride] = its
    /// lab. Ties: the lowest lab.
    void (*best_offers)(const TermsView& view, const Questions& questions, std::size_t row_stride, double* value,
                        std::uint8_t* lab);

    /// The same decisions as by best_offers, best_set and best_venues, of up to kMostSifted customers, in single
    /// precision where that leaves no doubt: not sure where it does, or where the sieve is not for such questions. Null
    /// where there is none.
    void (*sift)(const TermsView& view, Sifting* customers, std::size_t count);

    /// Bounds on the value of one such decision; false when the sieve is not for such questions. Null where there is
    /// none.
    bool (*appraise)(const TermsView& view, const Questions& questions, const SiftProblem& problem, Appraisal& out);

    /// The best set of venues. Every set's single additions are tried in order of venue before any is built upon; ties
    /// go to the first found. The kernels in lanes leave out sets that cannot be better than the best so far
    /// (docs/performance.md#venue-sets).
    BestSet (*best_set)(const SetProblem& problem);

    /// Of every row the venue of `set` with the largest value, if above `floor`: the first of equals, else −1 and the
    /// floor; `second` is the largest value of the other venues of `set`, at least the floor. Reads rows, venues,
    /// row_stride and value of the problem.
    void (*best_venues)(const SetProblem& problem, std::uint64_t set, double floor, int* venue, double* value,
                        double* second);

    /// Desired outlay, surplus and units of each of `count` customers.
    void (*desires)(const DesireView& view, const std::size_t* customers, std::size_t count, Desires* out);

    /// Adds the desires of customers first … last − 1 to `sums`, each weighted and rounded to the nearest tick.
    void (*desire_block)(const DesireView& view, std::size_t first, std::size_t last, DesireSums& sums);

    /// The first words of blocks (stream, 0, month, customer) for consecutive entries of `customers`.
    void (*customer_words)(const std::uint32_t* key, std::uint32_t counter_0, const std::uint32_t* customers,
                           std::size_t count, std::uint32_t* word);

    /// Bit w of mask[i]: word w of customer i's block is below threshold[row[i]·4 + w], for the four words of a block.
    void (*words_below)(const std::uint32_t* key, std::uint32_t counter_0, const std::uint32_t* customers,
                        std::size_t count, const std::uint8_t* row, const std::uint64_t* threshold, std::uint8_t* mask);

    /// Bases of customers first … last − 1 between months t − 1 and t (docs/model.md#base-cloud): B grows, new spend
    /// goes to n_i, a migration moves its part, shares follow. With growth above −1.
    void (*grow_bases)(const BaseView& view, std::size_t first, std::size_t last, int t);

    /// Adds what the bases of customers first … last − 1 who are born by month t pay, each payment rounded to the
    /// nearest tick.
    void (*pay_bases)(const BaseView& view, std::size_t first, std::size_t last, int t, BasePayments& payments);

    /// fill[customer − first] = what it was served of what it desired, by spend; 1 without any desire.
    void (*serve)(const ServedView& view, std::size_t first, std::size_t last, double* fill);
};

/// The plain loops.
const Kernels& plain_kernels();

/// Those of the best instruction set of this machine, or of the one that the environment variable NEPHOSCOPE_ISA names
/// (plain, v2, v3, v4). Throws MachineError when it names none or one that this machine cannot run.
const Kernels& kernels();

/// All that this machine can run, plain first.
const Kernels* const* all_kernels(int& count);

/// For tests: serves `chosen` from kernels() from now on; null returns to the machine's choice.
void use_kernels(const Kernels* chosen);

}  // namespace nephoscope
