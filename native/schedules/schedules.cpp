// To add a schedule: write its file, and one line here.
#include "schedules.h"

#include "constant.h"
#include "cosine.h"

namespace elman {

const ScheduleEntry kSchedules[] = {
    {"constant", 0, constant_factor},
    {"cosine", 1, cosine_factor},
};
const Index kNumSchedules = sizeof(kSchedules) / sizeof(kSchedules[0]);

}  // namespace elman
