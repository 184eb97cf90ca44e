// beta^t of an optimizer's decays, t being the training steps taken.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace elman {

// They are multiplied up, one factor a step, and a run that is resumed multiplies again: so it has the same
// bits. A power that 1 no longer feels has had its last effect and stays as it is, which ends the product
// after 37,000 steps for the usual beta of 0.999. For decays so close to 1 that 2^24 steps do not end it,
// powers are made by squaring from there on, with every step as on resuming: so no step takes long to go to.
class DecayPowers {
 public:
  DecayPowers(const double* decays, int num_decays)
      : decays_(decays, decays + num_decays), values_(decays_.size(), 1.0) {}

  void go_to(int64_t step) {
    step_ = step;
    for (size_t i = 0; i < values_.size(); i++) {
      values_[i] = 1.0;
      for (int64_t t = 0; t < std::min(step, kMultiplied) && is_felt(values_[i]); t++)
        values_[i] *= decays_[i];
      if (step > kMultiplied && is_felt(values_[i])) values_[i] = power(decays_[i], step);
    }
  }

  void count_step() {
    step_++;
    for (size_t i = 0; i < values_.size(); i++)
      if (is_felt(values_[i]))
        values_[i] = step_ <= kMultiplied ? values_[i] * decays_[i] : power(decays_[i], step_);
  }

  int64_t step() const { return step_; }
  const double* values() const { return values_.data(); }

 private:
  static constexpr int64_t kMultiplied = int64_t{1} << 24;

  static bool is_felt(double value) { return 1.0 - value != 1.0; }

  static double power(double base, int64_t exponent) {
    double result = 1.0;
    for (; exponent > 0; exponent >>= 1, base *= base)
      if (exponent & 1) result *= base;
    return result;
  }

  const std::vector<double> decays_;
  std::vector<double> values_;
  int64_t step_ = 0;
};

}  // namespace elman
