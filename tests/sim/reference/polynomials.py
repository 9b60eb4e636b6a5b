#!/usr/bin/python3
"""Prints the polynomial coefficients of sim/core/math_inline.h and sim/core/gamma.cpp.

Each interpolates its function at Chebyshev nodes with 60 digits; the coefficients are then rounded to double, and the
largest error of the rounded polynomial, itself evaluated exactly, is printed beside it. Needs python3-mpmath.
"""
from mpmath import atanh, cos, exp, gamma, log, lu_solve, matrix, mp, mpf, nstr, pi, sin, sqrt

mp.dps = 60


def interpolate(function, low, high, degree):
    """Coefficients, lowest power first, of the polynomial through the degree + 1 Chebyshev nodes of [low, high]."""
    n = degree + 1
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * k + 1) / (2 * n)) for k in range(n)]
    powers = matrix(n, n)
    values = matrix(n, 1)
    for i, x in enumerate(nodes):
        values[i] = function(x)
        for j in range(n):
            powers[i, j] = x**j
    return [float(c) for c in lu_solve(powers, values)]


def largest_error(function, coefficients, low, high):
    points = [low + (high - low) * k / 401 for k in range(1, 401)]
    return max(abs(sum(mpf(c) * x**j for j, c in enumerate(coefficients)) - function(x)) for x in points)


FUNCTIONS = {
    "exp: (e^r - 1 - r - r^2/2) / r^3": (
        lambda r: ((exp(r) - 1 - r) / r**2 - mpf(1) / 2) / r if abs(r) > 1e-8 else mpf(1) / 6 + r / 24 + r * r / 120,
        -log(2) / 2 * mpf("1.0001"), log(2) / 2 * mpf("1.0001"), 8),
    "log: (2 artanh(s)/s - 2) / z, z = s^2": (
        lambda z: (2 * atanh(sqrt(z)) / sqrt(z) - 2) / z if z > 1e-14 else mpf(2) / 3 + 2 * z / 5,
        mpf(0), ((sqrt(2) - 1) / (sqrt(2) + 1))**2 * mpf("1.0001"), 7),
    "sin_pi: (sin(pi y)/y - pi) / z, z = y^2": (
        lambda z: (sin(pi * sqrt(z)) / sqrt(z) - pi) / z if z > 1e-14 else -pi**3 / 6 + pi**5 / 120 * z,
        mpf(0), mpf(1) / 4, 8),
    "gamma: Gamma(t + 5/2)": (lambda t: gamma(t + mpf(5) / 2), -mpf(1) / 2, mpf(1) / 2, 17),
}

for name, (function, low, high, degree) in FUNCTIONS.items():
    coefficients = interpolate(function, low, high, degree)
    print(f"{name} on [{nstr(low, 5)}, {nstr(high, 5)}], error {nstr(largest_error(function, coefficients, low, high), 2)}")
    for c in coefficients:
        print("   ", c.hex())
