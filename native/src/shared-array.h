#pragma once
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>

// A BPF array (BPF_F_MMAPABLE) mapped into this process: read and written without system calls.
template <typename T>
class SharedArray {
 public:
  // False with errno.
  bool Map(int fd, size_t entries) {
    static_assert(sizeof(T) % 8 == 0, "the kernel rounds values up to 8 bytes");
    const size_t page = sysconf(_SC_PAGESIZE);
    bytes_ = (entries * sizeof(T) + page - 1) / page * page;
    void *memory = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED) return false;
    data_ = static_cast<T *>(memory);
    return true;
  }

  void Unmap() {
    if (data_) munmap(data_, bytes_);
    data_ = nullptr;
  }

  T &operator[](size_t index) const { return data_[index]; }

 private:
  T *data_ = nullptr;
  size_t bytes_ = 0;
};
