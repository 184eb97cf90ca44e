#define ELMAN_ISA avx512
#define ELMAN_ISA_NAME "avx512"
#include "../kernels/kernels.h"
