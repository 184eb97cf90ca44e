// The losses, by name. To add one: write its file, and one line here.
#include "huber.h"
#include "mae.h"
#include "mse.h"
#include "pinball.h"
#include "score.h"

namespace elman {

const LossEntry kLosses[] = {
    {"huber", score<Huber>},
    {"mae", score<Mae>},
    {"mse", score<Mse>},
    {"pinball", score<Pinball>},
};
const Index kNumLosses = sizeof(kLosses) / sizeof(kLosses[0]);

}  // namespace elman
