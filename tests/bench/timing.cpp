#include "tests/bench/counting.h"
#include "tests/bench/stopwatch.h"

namespace nephoscope::bench {

namespace {

struct {
    const Kernels* inner = nullptr;
    Ticks* ticks = nullptr;
} timing;

class Span {
public:
    explicit Span(Part part) : part_(part), began_(ticks()) {}
    ~Span() { (*timing.ticks)[static_cast<std::size_t>(part_)] += ticks() - began_; }
    Span(const Span&) = delete;
    Span& operator=(const Span&) = delete;

private:
    Part part_;
    std::uint64_t began_;
};

template <Part part, auto member>
struct Timed;
template <Part part, class Result, class... Arguments, Result (*Kernels::*member)(Arguments...)>
struct Timed<part, member> {
    static Result call(Arguments... arguments) {
        const Span span(part);
        return (timing.inner->*member)(arguments...);
    }
};

}  // namespace

/// Kernels that this file does not know are passed on untimed.
const Kernels& timing_kernels(const Kernels& inner, Ticks& its) {
    static Kernels table;
    timing = {&inner, &its};
    table = inner;
    if (inner.sift != nullptr) table.sift = Timed<Part::sift, &Kernels::sift>::call;
    if (inner.appraise != nullptr) table.appraise = Timed<Part::appraise, &Kernels::appraise>::call;
    table.known_terms = Timed<Part::known_terms, &Kernels::known_terms>::call;
    table.tastes = Timed<Part::tastes, &Kernels::tastes>::call;
    table.gumbels = Timed<Part::gumbels, &Kernels::gumbels>::call;
    table.own_attractions = Timed<Part::own_attractions, &Kernels::own_attractions>::call;
    table.best_offers = Timed<Part::best_offers, &Kernels::best_offers>::call;
    table.best_set = Timed<Part::best_set, &Kernels::best_set>::call;
    table.best_venues = Timed<Part::best_venues, &Kernels::best_venues>::call;
    table.desires = Timed<Part::desires, &Kernels::desires>::call;
    table.desire_block = Timed<Part::desire_block, &Kernels::desire_block>::call;
    table.customer_words = Timed<Part::customer_words, &Kernels::customer_words>::call;
    table.words_below = Timed<Part::words_below, &Kernels::words_below>::call;
    return table;
}

}  // namespace nephoscope::bench
