#include "models/metrics/metrics.h"

#include <cstdio>

int main() { return std::printf("HHI of a duopoly: %.0f\n", nephoscope::hhi({1, 1})) > 0 ? 0 : 1; }
