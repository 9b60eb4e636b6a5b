#!/usr/bin/python3
"""Prints tests/sim/reference/draws.h: values of the laws of sim/core/random.h with 60 digits, rounded to double.

The stable law is checked twice. Its map from two words to a value is evaluated as MODEL.md 5.3 writes it. Its quantiles
come from the distribution function, P(Y <= y) = (1/pi) int_0^pi exp(-A(u) e^(-y/(1-lambda))) du (Zolotarev 1986; Kanter
1975), which uses no random numbers. Needs python3-mpmath.
"""
from mpmath import erfinv, exp, gammainc, log, mp, mpf, pi, quad, sin, sinpi, sqrt

mp.dps = 60

WORDS = [0, 1, 12345, 0x40000000, 0x7FFFFFFF, 0x80000000, 0xA1E3779B, 0xC0000000, 0xFFFF0000, 0xFFFFFFFE, 0xFFFFFFFF]
WORD_PAIRS = [(0, 0), (0xFFFFFFFF, 0xFFFFFFFF), (0, 0xFFFFFFFF), (0xFFFFFFFF, 0), (0x7FFFFFFF, 0x80000000),
              (0x9E3779B9, 0x243F6A88), (0x10000000, 0xF0000000), (0xFFFFF000, 0x00000FFF)]
LAMBDAS = [1e-300, 1e-20, 1e-9, 1e-3, 0.05, 0.25, 0.5, 0.75, 0.9, 0.999999, 1 - 2.0**-53]
PROBABILITIES = ["1e-6", "0.5", "0.999999"]


def uniform(word):
    return (mpf(word) + mpf(1) / 2) / mpf(2)**32


def scaled_log_stable(word_u, word_w, dissimilarity):
    lam, u, w = mpf(dissimilarity), pi * uniform(word_u), -log(1 - uniform(word_w))
    return lam * log(sin(lam * u)) - log(sin(u)) + (1 - lam) * (log(sin((1 - lam) * u)) - log(w))


def decay(t, y, lam):
    """exp(-A(pi t) e^(-y/(1-lam))), which tends to 0 at t = 1, where A is infinite."""
    if sinpi(t) <= 0:
        return mpf(0)
    log_a = (lam * log(sinpi(lam * t)) - log(sinpi(t))) / (1 - lam) + log(sinpi((1 - lam) * t))
    return exp(-exp(log_a - y / (1 - lam)))


def distribution(y, lam):
    """P(lambda ln S <= y)."""
    return quad(lambda t: decay(t, y, lam), [mpf(k) / 16 for k in range(17)])


def quantile(p, lam):
    """By bisection: 90 halvings of an interval of 70."""
    mp.dps = 25
    low, high = mpf(-10), mpf(60)
    for _ in range(90):
        middle = (low + high) / 2
        low, high = (middle, high) if distribution(middle, lam) < p else (low, middle)
    mp.dps = 60
    return low


def row(*items):
    print("    {" + ", ".join(items) + "},")


print("""#pragma once

// Written by draws.py beside it; do not edit.
#include <cstdint>

namespace reference {

struct WordValue {
    std::uint32_t word;
    double gumbel, exponential, normal;
};
inline constexpr WordValue kWordValues[] = {""")
for word in WORDS:
    u = uniform(word)
    row(f"{word:#x}U", *(repr(float(v)) for v in (-log(-log(u)), -log(1 - u), sqrt(2) * erfinv(2 * u - 1))))
print("""};

struct StableValue {
    std::uint32_t word_u, word_w;
    double nest_dissimilarity, value;
};
inline constexpr StableValue kStableValues[] = {""")
for lam in LAMBDAS:
    mp.dps = 400 if lam < 1e-100 else 60
    for word_u, word_w in WORD_PAIRS:
        row(f"{word_u:#x}U", f"{word_w:#x}U", repr(lam), repr(float(scaled_log_stable(word_u, word_w, lam))))
mp.dps = 60
print("""};

struct StableQuantile {
    double nest_dissimilarity, probability, value;
};
inline constexpr StableQuantile kStableQuantiles[] = {""")
for lam in (0.05, 0.25, 0.9):
    for p in PROBABILITIES:
        row(repr(lam), p, repr(float(quantile(mpf(p), mpf(lam)))))
print("""};

struct IncompleteGamma {
    double a, u, value;
};
inline constexpr IncompleteGamma kIncompleteGammas[] = {""")
for a in (1e-10, 0.01, 0.3, 0.5, 1.0, 1.75, 2.5, 10.0, 60.0, 169.5):
    for ratio in (1e-12, 0.1, 0.99, 1.0, 1.5, 4.0, 20.0):
        u = float((a + 1) * ratio)
        row(repr(a), repr(u), repr(float(gammainc(mpf(a), 0, mpf(u)))))
print("""};

}  // namespace reference""")
