// The learning rate over the steps: what it is multiplied by, by name.
#pragma once

#include <cstdint>

#include "../index.h"

namespace elman {

// A schedule is a function of its numbers, as its class in Python hands them over, and of the training
// steps taken before this one.
struct ScheduleEntry {
  const char* name;
  Index num_numbers;
  double (*factor)(const double* numbers, int64_t step);
};

extern const ScheduleEntry kSchedules[];
extern const Index kNumSchedules;

}  // namespace elman
