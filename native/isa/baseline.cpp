#define ELMAN_ISA baseline
#define ELMAN_ISA_NAME "baseline"
#include "../kernels/kernels.h"
