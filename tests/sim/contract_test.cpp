#include "sim/core/contract.h"

#include <gtest/gtest.h>

namespace {

TEST(ContractDeathTest, ABrokenOneNamesItsConditionAndPlace) {
    const int size = 3;
    NEPHOSCOPE_EXPECT(size == 3);
    EXPECT_DEATH(NEPHOSCOPE_EXPECT(size < 3), "contract_test.cpp:[0-9]+: contract broken: size < 3");
}

TEST(ContractDeathTest, AnAssertionIsEvaluatedInDebugOnly) {
    int evaluations = 0;
    NEPHOSCOPE_ASSERT(++evaluations > 0);
#ifdef NDEBUG
    EXPECT_EQ(evaluations, 0);
#else
    EXPECT_EQ(evaluations, 1);
    EXPECT_DEATH(NEPHOSCOPE_ASSERT(evaluations == 0), "contract broken: evaluations == 0");
#endif
}

}  // namespace
