#define ELMAN_ISA avx2
#define ELMAN_ISA_NAME "avx2"
#include "../kernels/kernels.h"
