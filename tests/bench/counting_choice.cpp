#include <bit>
#include <cmath>
#include <span>

#include "models/customers/shocks.h"
#include "tests/bench/counting_parts.h"

/// What choices ask for: terms and own attractions of offers, the best of them, sets of venues.
namespace nephoscope::bench::counted {

namespace {

/// −ln π of one offer: 7 operations of price, friction, own attraction and comparison, three rows read.
template <class Registers>
void add_terms(Part part, bool known, double offers, Registers registers) {
    add(part, Operation::logarithm, known ? 0 : 1, offers, registers);
    add(part, Operation::arithmetic, known ? 3 : 7, offers, registers);
    add(part, Operation::load, known ? 2 : 3, offers, registers);
}

/// What question n has to choose from.
struct Choices {
    int offers = 0;     ///< that may be taken
    int surpluses = 0;  ///< by venue, of the best offer of another lab and of staying with the lab, if above the floor
};

/// `terms` [labs×stride], known before tastes.
Choices choices_of(const TermsView& view, const Questions& q, int n, const double* terms) {
    Choices choices;
    for (int v = 0; v < view.venues; ++v) {
        bool moves = false;
        for (int l = 0; l < view.labs; ++l) {
            const int o = l * view.stride + v;
            const bool wanted = terms[o] + static_cast<double>(q.own[n][o]) > q.floor;
            choices.offers += std::isinf(terms[o]) ? 0 : 1;
            choices.surpluses += wanted && l == q.lab[n] ? 1 : 0;
            moves = moves || (wanted && l != q.lab[n]);
        }
        choices.surpluses += moves ? 1 : 0;
    }
    return choices;
}

/// Rows of labs: price, range, friction, own attraction and size. Of the search of venue sets nothing.
void add_sieve(Part part, const TermsView& view, const Questions& q) {
    for (int n = 0; n < q.count; ++n) {
        const bool known = q.terms_single[n] != nullptr;
        const float* terms = q.terms_single[n];
        if (!known)
            terms = view.known_single +
                    (q.contract.contract * z(view.workloads) + z(q.workload[n])) * z(view.labs * view.stride);
        double offers = 0;
        for (int o = 0; o < view.labs * view.stride; ++o) offers += std::isinf(terms[o]) ? 0 : 1;
        add_singles(part, Operation::single_logarithm, known ? 0 : 1, offers, view.labs);
        add_singles(part, Operation::arithmetic, known ? 3 : 13, offers, view.labs);
        add_singles(part, Operation::load, known ? 2 : 3, offers, view.labs);
        // Comparisons of labs, then values, two where there is a current lab, and the best of them.
        add_singles(part, Operation::arithmetic, 7, offers, 0);
        const double values = (q.lab[n] >= 0 ? 2.0 : 1.0) * view.venues;
        add_singles(part, Operation::single_expm1, q.excess == 0 ? 0 : 1, values + 1, 0);
        add_singles(part, Operation::arithmetic, 24, view.venues, 0);
    }
}

/// The registers of eight questions that comparisons and values take.
void add_sieve_registers(Part part, const TermsView& view, int questions, double excess) {
    const double registers = (questions + 7) / 8;
    int labs = 0;
    for (int v = 0; v < view.venues; ++v) labs += std::popcount(view.labs_at[v]);
    add_singles(part, Operation::arithmetic, 7, 0, labs * registers);
    add_singles(part, Operation::single_expm1, excess == 0 ? 0 : 1, 0, (2 * view.venues + 1) * registers);
    add_singles(part, Operation::arithmetic, 24, 0, view.venues * registers);
}

}  // namespace

void sift(const TermsView& view, Sifting* customers, std::size_t count) {
    Counts& counts = call(Part::sift);
    counting.inner->sift(view, customers, count);
    int questions = 0;
    for (const Sifting& its : std::span(customers, count)) {
        add_sieve(Part::sift, view, *its.questions);
        questions += its.questions->count;
        counts.settled += its.sure ? 1 : 0;
    }
    add_sieve_registers(Part::sift, view, questions, customers[0].questions->excess);
    counts.decisions += static_cast<std::int64_t>(count);
    counts.sifted += questions;
}

bool appraise(const TermsView& view, const Questions& q, const SiftProblem& problem, Appraisal& out) {
    call(Part::appraise);
    add_sieve(Part::appraise, view, q);
    add_sieve_registers(Part::appraise, view, q.count, q.excess);
    return counting.inner->appraise(view, q, problem, out);
}

void best_offers(const TermsView& view, const Questions& q, std::size_t row_stride, double* value, std::uint8_t* lab) {
    Counts& counts = call(Part::best_offers);
    counting.inner->best_offers(view, q, row_stride, value, lab);
    counts.questions += q.count;
    counts.slots += std::int64_t{q.count} * view.labs * view.stride;
    for (int n = 0; n < q.count; ++n) {
        const double* terms = q.terms[n];
        double its[kOfferLanes];
        if (terms == nullptr) {
            counting.inner->known_terms(view, q.contract, q.base_share, q.workload[n], its);
            terms = its;
        }
        const Choices choices = choices_of(view, q, n, terms);
        counts.alternatives += choices.offers;
        add_terms(Part::best_offers, q.terms[n] != nullptr, choices.offers,
                  [&](int lanes) { return view.labs * rows_of(view.stride, lanes); });
        const auto answers = [&](int lanes) { return (q.lab[n] >= 0 ? 2 : 1) * rows_of(view.stride, lanes); };
        add(Part::best_offers, Operation::expm1, q.excess == 0 ? 0 : 1, choices.surpluses, answers);
        add(Part::best_offers, Operation::arithmetic, 6, choices.surpluses, answers);
        add(Part::best_offers, Operation::store, 1, view.venues,
            [&](int lanes) { return rows_of(view.stride, lanes); });
    }
}

void known_terms(const TermsView& view, const ContractRow& row, const double* base_share, int k, double* out) {
    call(Part::known_terms);
    counting.inner->known_terms(view, row, base_share, k, out);
    add_terms(Part::known_terms, false, view.labs * view.venues,
              [&](int lanes) { return view.labs * rows_of(view.stride, lanes); });
}

namespace {

/// A customer's blocks, of whose words `count` are looked at.
void add_blocks(Part part, const BlockView& blocks, const std::int64_t* word, int count) {
    Counts& counts = call(part);
    for (int b = 0; b < blocks.drawn; ++b) ++counts.blocks[blocks.stream[b]];
    for (int j = 0; j < count; ++j) ++counts.words[blocks.stream[word[j] % blocks.count]];
    add(part, Operation::philox, 1, blocks.drawn, [&](int lanes) { return rows_of(blocks.drawn, lanes); });
}

}  // namespace

void gumbels(const BlockView& blocks, const std::int64_t* word, int count, std::uint32_t customer, double* out) {
    counting.inner->gumbels(blocks, word, count, customer, out);
    const Part part = Part::gumbels;
    const auto its = [&](int lanes) { return rows_of(count, lanes); };
    add_blocks(part, blocks, word, count);
    add(part, Operation::logarithm, 2, count, its);
    add(part, Operation::gather, 1, count, its);
    add(part, Operation::load, 1, count, its);
    add(part, Operation::store, 1, count, its);
}

/// A quantile takes a logarithm, a root (as long as a division), a division and two polynomials of degree 7.
void tastes(const TasteView& view, std::uint32_t customer, double* taste) {
    counting.inner->tastes(view, customer, taste);
    const Part part = Part::tastes;
    const auto its = [&](int lanes) { return rows_of(view.count, lanes); };
    add_blocks(part, view.blocks, view.word, view.count);
    add(part, Operation::logarithm, 1, view.count, its);
    add(part, Operation::division, 2, view.count, its);
    add(part, Operation::arithmetic, 50, view.count, its);
    add(part, Operation::gather, 1, view.count, its);
    add(part, Operation::load, 2, view.count, its);
    add(part, Operation::store, 1, view.count, its);
}

/// A nest takes 3 logarithms, 3 sines, 2 divisions; an offer 2 logarithms (docs/model.md#shocks).
void own_attractions(const ShockView& view, std::uint32_t customer, int workload_slot, int epoch,
                     const double* lab_taste, const double* venue_taste, float* own) {
    Counts& counts = call(Part::own_attractions);
    counting.inner->own_attractions(view, customer, workload_slot, epoch, lab_taste, venue_taste, own);
    const bool nested = view.dissimilarity < 1;
    for (int b = 0; b < view.blocks.drawn; ++b) ++counts.blocks[view.blocks.stream[b]];
    counts.words[static_cast<std::size_t>(Stream::nest)] += nested ? 2 * view.labs : 0;
    counts.words[static_cast<std::size_t>(Stream::idiosyncratic)] += view.offers;
    const Part part = Part::own_attractions;
    const auto labs = [&](int lanes) { return rows_of(view.labs, lanes); };
    const auto offers = [&](int lanes) { return rows_of(view.offers, lanes); };
    const auto drawn = [&](int lanes) { return rows_of(view.blocks.drawn, lanes); };
    add(part, Operation::philox, 1, view.blocks.drawn, drawn);
    add(part, Operation::logarithm, nested ? 3 : 0, view.labs, labs);
    add(part, Operation::sine, nested ? 3 : 0, view.labs, labs);
    add(part, Operation::division, nested ? 2 : 0, view.labs, labs);
    add(part, Operation::arithmetic, nested ? 31 : 0, view.labs, labs);
    add(part, Operation::logarithm, 2, view.offers, offers);
    add(part, Operation::arithmetic, 13, view.offers, offers);
    add(part, Operation::gather, 4, view.offers, offers);
    add(part, Operation::load, 3, view.offers, offers);
    add(part, Operation::store, 1, view.offers, offers);
}

/// Of the search the first level alone, every single addition, which nothing can leave out.
BestSet best_set(const SetProblem& problem) {
    call(Part::best_set).set_rows += problem.rows;
    const double open = problem.venues - std::popcount(problem.in_use & ((std::uint64_t{1} << problem.venues) - 1));
    const auto registers = [&](int lanes) { return problem.rows * rows_of(problem.venues, lanes); };
    add(Part::best_set, Operation::arithmetic, 2, problem.rows * open, registers);
    add(Part::best_set, Operation::load, 1, problem.rows * open, registers);
    return counting.inner->best_set(problem);
}

void best_venues(const SetProblem& problem, std::uint64_t set, double floor, int* venue, double* value,
                 double* second) {
    call(Part::best_venues);
    const double used = std::popcount(set & ((std::uint64_t{1} << problem.venues) - 1));
    const auto registers = [&](int lanes) { return problem.rows * rows_of(problem.venues, lanes); };
    add(Part::best_venues, Operation::arithmetic, 4, problem.rows * used, registers);
    add(Part::best_venues, Operation::load, 1, problem.rows * used, registers);
    counting.inner->best_venues(problem, set, floor, venue, value, second);
}

}  // namespace nephoscope::bench::counted
