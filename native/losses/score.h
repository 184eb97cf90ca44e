// The loss of a part of a window: its sum, and its derivative entry by entry.
#pragma once

#include <vector>

#include "../index.h"

namespace elman {

// Predictions lie by time (row t * batch + b, `stride` apart); targets and weights by sequence, as
// the caller gave them, with O / Q columns. `weight` may be null: every target then counts 1.
struct ScoredRows {
  const float* prediction;
  float* d_prediction;
  Index stride;
  const float* target;
  const float* weight;
  Index first_sequence, batch, num_steps, num_targets, num_quantiles;
  float scale;  // 1 / (sum of the window's weights * Q)
};

// A loss is a class with a constructor from its numbers, and for an error e in quantile column k
//   value(e, k)        the loss
//   derivative(e, k)   its derivative by the prediction
//
// Returns the weighted sum of the values. Writes d_prediction, and adds its column sums, which are
// the gradients of the head's biases, to d_bias (O numbers).
template <class Loss>
double score(const std::vector<double>& numbers, const ScoredRows& rows, double* d_bias) {
  const Loss loss(numbers);
  double total = 0.0;
  for (Index step = 0; step < rows.num_steps; step++)
    for (Index b = 0; b < rows.batch; b++) {
      const Index row = step * rows.batch + b;
      const Index first = ((rows.first_sequence + b) * rows.num_steps + step) * rows.num_targets;
      const float* prediction = rows.prediction + row * rows.stride;
      float* d_prediction = rows.d_prediction + row * rows.stride;
      for (Index target = 0, column = 0; target < rows.num_targets; target++) {
        const float weight = rows.weight ? rows.weight[first + target] : 1.0f;
        for (Index k = 0; k < rows.num_quantiles; k++, column++) {
          d_prediction[column] = 0.0f;
          if (weight == 0.0f) continue;  // selected out, not multiplied: its target may be NaN
          const float e = prediction[column] - rows.target[first + target];
          total += static_cast<double>(weight) * loss.value(e, k);
          d_prediction[column] = weight * rows.scale * loss.derivative(e, k);
          d_bias[column] += d_prediction[column];
        }
      }
    }
  return total;
}

using ScoreFunction = double (*)(const std::vector<double>& numbers, const ScoredRows&, double* d_bias);

// A loss by name.
struct LossEntry {
  const char* name;
  ScoreFunction score;
};

extern const LossEntry kLosses[];
extern const Index kNumLosses;

}  // namespace elman
