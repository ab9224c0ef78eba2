#include "fault_vfs.h"

#include <signal.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstring>

namespace host::store::testing {
namespace {

Fault g_fault = Fault::none;
std::int64_t g_at = 0;
std::int64_t g_count = 0;

sqlite3_vfs* real_vfs = nullptr;
sqlite3_vfs g_vfs;
sqlite3_io_methods g_methods;

struct File {
  sqlite3_file base;
  sqlite3_file* real;  // in the memory behind this struct
};
File* of(sqlite3_file* file) {
  return reinterpret_cast<File*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
  return of(file)->real;
}

[[noreturn]] void die() {
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();
}

// True: fail with a full disk.
bool count(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  const bool now = g_fault != Fault::none && g_count >= g_at;
  ++g_count;
  if (!now) return false;
  if (g_fault == Fault::disk_full) return true;
  if (g_fault == Fault::kill_half_way && data != nullptr)
    real(file)->pMethods->xWrite(real(file), data, size / 2, offset);
  die();
}

int do_write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  if (count(file, data, size, offset)) return SQLITE_FULL;
  return real(file)->pMethods->xWrite(real(file), data, size, offset);
}
int do_truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (count(file, nullptr, 0, 0)) return SQLITE_IOERR_TRUNCATE;
  return real(file)->pMethods->xTruncate(real(file), size);
}
int do_sync(sqlite3_file* file, int flags) {
  if (count(file, nullptr, 0, 0)) return SQLITE_IOERR_FSYNC;
  return real(file)->pMethods->xSync(real(file), flags);
}
int do_close(sqlite3_file* file) {
  return real(file)->pMethods->xClose(real(file));
}
int do_read(sqlite3_file* f, void* p, int n, sqlite3_int64 at) {
  return real(f)->pMethods->xRead(real(f), p, n, at);
}
int do_size(sqlite3_file* f, sqlite3_int64* n) {
  return real(f)->pMethods->xFileSize(real(f), n);
}
int do_lock(sqlite3_file* f, int lock) {
  return real(f)->pMethods->xLock(real(f), lock);
}
int do_unlock(sqlite3_file* f, int lock) {
  return real(f)->pMethods->xUnlock(real(f), lock);
}
int do_check(sqlite3_file* f, int* out) {
  return real(f)->pMethods->xCheckReservedLock(real(f), out);
}
int do_control(sqlite3_file* f, int op, void* p) {
  return real(f)->pMethods->xFileControl(real(f), op, p);
}
int do_sector(sqlite3_file* f) {
  return real(f)->pMethods->xSectorSize(real(f));
}
int do_device(sqlite3_file* f) {
  return real(f)->pMethods->xDeviceCharacteristics(real(f));
}
int do_shm_map(sqlite3_file* f, int page, int size, int extend, void volatile** out) {
  return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
}
int do_shm_lock(sqlite3_file* f, int offset, int n, int flags) {
  return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}
void do_shm_barrier(sqlite3_file* f) {
  real(f)->pMethods->xShmBarrier(real(f));
}
int do_shm_unmap(sqlite3_file* f, int del) {
  return real(f)->pMethods->xShmUnmap(real(f), del);
}

int do_open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out) {
  file->pMethods = nullptr;
  of(file)->real = reinterpret_cast<sqlite3_file*>(of(file) + 1);
  const int code = real_vfs->xOpen(real_vfs, name, real(file), flags, out);
  if (code == SQLITE_OK) file->pMethods = &g_methods;
  return code;
}

}  // namespace

void install_fault_vfs() {
  if (real_vfs != nullptr) return;
  real_vfs = sqlite3_vfs_find(nullptr);
  g_vfs = *real_vfs;
  g_vfs.zName = "sheaf-fault";
  g_vfs.szOsFile = static_cast<int>(sizeof(File)) + real_vfs->szOsFile;
  g_vfs.xOpen = do_open;
  g_methods = {};
  g_methods.iVersion = 2;
  g_methods.xClose = do_close;
  g_methods.xRead = do_read;
  g_methods.xWrite = do_write;
  g_methods.xTruncate = do_truncate;
  g_methods.xSync = do_sync;
  g_methods.xFileSize = do_size;
  g_methods.xLock = do_lock;
  g_methods.xUnlock = do_unlock;
  g_methods.xCheckReservedLock = do_check;
  g_methods.xFileControl = do_control;
  g_methods.xSectorSize = do_sector;
  g_methods.xDeviceCharacteristics = do_device;
  g_methods.xShmMap = do_shm_map;
  g_methods.xShmLock = do_shm_lock;
  g_methods.xShmBarrier = do_shm_barrier;
  g_methods.xShmUnmap = do_shm_unmap;
  sqlite3_vfs_register(&g_vfs, 1);
}

void arm(Fault fault, std::int64_t n) {
  g_fault = fault;
  g_at = n;
  g_count = 0;
}

std::int64_t operations() {
  return g_count;
}

}  // namespace host::store::testing
