// elman.State: how a network's states are read, and made.
#pragma once

#include <nanobind/nanobind.h>

#include "../network/network.h"

namespace elman {

// A network with what Python knows of its states: their class, the names of their arrays, and the
// fingerprint that tells whose they are.
class StatefulNetwork : public Network {
 public:
  StatefulNetwork(const NetworkConfig& config, nanobind::object state_class, nanobind::tuple state_names);

  // A new array (S,L,B,H) with the numbers of a State, or zeros for None. Throws a value_error for what
  // is no state of this network and for this batch.
  nanobind::object copy_state(nanobind::handle state, Index batch) const;

  // The State of an array that `copy_state` made and the network has run on.
  nanobind::object make_state(nanobind::handle values) const;

  nanobind::object fingerprint;

 private:
  // Where an instance of the class keeps an attribute. State has slots, so this is a pointer's place.
  Py_ssize_t find_slot(const char* attribute) const;
  // An instance whose attributes are not set.
  nanobind::object make_empty() const;

  nanobind::object state_class_, state_names_;
  const Py_ssize_t names_, values_, fingerprint_, inputs_;
};

// Python says in a sentence what is wrong with an argument; here it only has to be found.
inline void require(bool fits) {
  if (!fits) throw nanobind::value_error("the arguments do not fit the network");
}

}  // namespace elman
