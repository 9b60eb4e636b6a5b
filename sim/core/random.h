#pragma once

#include <array>
#include <cstdint>

/// Counter-based draws: a draw is a pure function of (seed, replication, stream, who, what, epoch or month).
/// Philox4x32-10 from Random123. The layout is fixed in docs/decisions/0002-counter-layout.md; this header is its code.
///
///   key     = 64-bit mix of seed and replication
///   word 0  = stream (8 bits) | workload block (8 bits) << 8 | epoch or month (16 bits) << 16
///   word 1  = customer, low 32 bits        word 2 = customer, high 32 bits (spare)
///   word 3  = lab slot (8 bits) | venue block (8 bits) << 8
///
/// A draw that differs by venue uses venue block = slot / 4 and output word slot % 4; one that differs by workload
/// alone uses workload block = slot / 4 and output word slot % 4; otherwise the workload block is the workload's slot
/// itself.
namespace nephoscope {

enum class Stream : std::uint8_t {
    home = 1,             ///< customer                       initial home cloud
    region = 2,           ///< customer                       region
    regulated = 3,        ///< customer                       regulated flag
    weight = 4,           ///< customer, workload (packed)    workload weight
    active_at_start = 5,  ///< customer, workload (packed) active at the start
    term = 6,             ///< customer                       contract term
    phase = 7,            ///< customer                       contract phase
    entry = 8,            ///< customer                       entry month of a newcomer
    taste_lab = 9,        ///< customer, lab                  persistent taste for a lab
    taste_venue = 10,     ///< customer, venue (packed)       persistent taste for a venue
    nest = 11,            ///< customer, workload, lab, epoch           words 0 and 1: U and W of the stable law
    idiosyncratic = 12,   ///< customer, workload, lab, venue (packed), epoch   Gumbel
    base = 13,            ///< customer, venue (packed)       base-cloud taste
    evaluation = 14,      ///< customer, month                full evaluation
    turnover = 15,        ///< customer, workload (packed), month   new project
    activation = 16,      ///< customer, workload (packed), month   activation
    release = 17,         ///< lab, month
    quality_noise = 18,   ///< lab, month
    trigger = 19,         ///< trigger slot (as lab slot), month
};

/// One block of four words.
using Words = std::array<std::uint32_t, 4>;

/// Uniform in (0, 1): (word + ½)·2⁻³².
inline double unit_uniform(std::uint32_t word) { return (static_cast<double>(word) + 0.5) * 0x1p-32; }

/// −log(−log u): the standard Gumbel law.
double gumbel(std::uint32_t word);

/// −log(1 − u): the standard exponential law.
double exponential(std::uint32_t word);

/// Standard normal by inversion.
double normal(std::uint32_t word);

/// λ·ln S, S positive stable with index λ in (0, 1] (Kanter 1975; Chambers, Mallows & Stuck 1976), computed so that it
/// stays accurate as λ → 0, where it tends to −ln W. 0 at λ = 1. Words 0 and 1 of `words` are U and W.
/// docs/model.md#shocks.
double scaled_log_stable(const Words& words, double nest_dissimilarity);

/// Philox4x32-10 itself, for known-answer tests.
Words philox(const Words& counter, const std::array<std::uint32_t, 2>& key);

/// The draws of one (seed, replication).
class Draws {
public:
    Draws(std::uint64_t seed, std::uint32_t replication);

    /// The block at (stream, workload field, epoch or month, customer, lab slot, venue block).
    Words block(Stream stream, std::uint64_t customer, int workload_field = 0, int epoch_or_month = 0, int lab_slot = 0,
                int venue_block = 0) const;

    /// Word 0 of a draw keyed by customer and, where it varies, month.
    std::uint32_t of_customer(Stream stream, std::uint64_t customer, int month = 0) const {
        return block(stream, customer, 0, month)[0];
    }
    /// A draw that differs by workload alone (packed by four).
    std::uint32_t of_workload(Stream stream, std::uint64_t customer, int workload_slot, int month = 0) const {
        return block(stream, customer, workload_slot / 4, month)[static_cast<std::size_t>(workload_slot % 4)];
    }
    /// A draw that differs by venue alone (packed by four).
    std::uint32_t of_venue(Stream stream, std::uint64_t customer, int venue_slot) const {
        return block(stream, customer, 0, 0, 0, venue_slot / 4)[static_cast<std::size_t>(venue_slot % 4)];
    }
    /// A draw of a lab or trigger in a month, of no customer.
    std::uint32_t of_lab(Stream stream, int lab_slot, int month) const {
        return block(stream, 0, 0, month, lab_slot)[0];
    }

    /// Word 0 of the counter.
    static std::uint32_t counter_0(Stream stream, int workload_field, int epoch_or_month) {
        return static_cast<std::uint32_t>(stream) | static_cast<std::uint32_t>(workload_field) << 8 |
               static_cast<std::uint32_t>(epoch_or_month) << 16;
    }
    /// Philox's key.
    const std::array<std::uint32_t, 2>& key() const { return key_; }

private:
    std::array<std::uint32_t, 2> key_;
};

/// The draw_slot of an id that names none: a hash of its bytes in 0…63.
int default_draw_slot(const char* id);

}  // namespace nephoscope
