// Calls on one network take turns: they share its workspaces.
#pragma once

#include <atomic>
#include <thread>

namespace elman {

// A lock that knows two things more than a mutex: who holds it, so that a thread that comes again within its
// own call (from a signal handler) hears of it and does not wait for itself; and in which process, so that a
// forked one does not wait for a thread that has stayed in its parent.
class Turns {
 public:
  enum class Begun {
    kNot,        // another thread has its turn
    kClean,      // it is this thread's turn
    kInherited,  // the same, and a call of the parent process was cut off in the middle
  };

  // Throws std::runtime_error with a sentence if this thread is within a call already.
  Begun try_begin();
  Begun begin();  // waits
  void end();

 private:
  std::atomic<unsigned> holder_{0};      // 0: nobody; or else the process's generation + 1
  std::atomic<std::thread::id> thread_;  // of the holder
};

}  // namespace elman
