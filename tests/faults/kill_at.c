/* Preloaded into a run: counts the calls that change what is on the disk and, at call number N,
 * does what the environment says.
 *
 *   FAULT_KILL_AT=N       SIGKILL there; a write is done by half first
 *   FAULT_DISK_FULL_AT=N  from there on everything that needs space fails with ENOSPC
 *   FAULT_COUNT=PATH      the number of calls, written there at the end
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;
static long kill_at = -1, full_at = -1;

static long number(const char* name) {
  const char* text = getenv(name);
  return text != NULL ? atol(text) : -1;
}

__attribute__((constructor)) static void begin(void) {
  kill_at = number("FAULT_KILL_AT");
  full_at = number("FAULT_DISK_FULL_AT");
}

__attribute__((destructor)) static void end(void) {
  const char* path = getenv("FAULT_COUNT");
  FILE* file = path != NULL ? fopen(path, "w") : NULL;
  if (file == NULL) return;
  fprintf(file, "%ld", (long)calls);
  fclose(file);
}

static void die(void) {
  kill(getpid(), SIGKILL);
}

/* Counts. 1: this is the call to die at. */
static int due(void) {
  return atomic_fetch_add(&calls, 1) + 1 == kill_at;
}

static void step(void) {
  if (due()) die();
}

/* 1: no space for this call. */
static int step_needing_space(void) {
  step();
  if (full_at < 0 || calls < full_at) return 0;
  errno = ENOSPC;
  return 1;
}

#define REAL(type, name, ...)       \
  static type (*real)(__VA_ARGS__); \
  if (real == NULL) *(void**)&real = dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void* bytes, size_t size) {
  REAL(ssize_t, write, int, const void*, size_t);
  if (fd <= 2) return real(fd, bytes, size);
  if (due()) {
    real(fd, bytes, size / 2);
    die();
  }
  if (full_at >= 0 && calls >= full_at) {
    errno = ENOSPC;
    return -1;
  }
  return real(fd, bytes, size);
}

static ssize_t write_at(ssize_t (*real)(int, const void*, size_t, off64_t), int fd,
                        const void* bytes, size_t size, off64_t offset) {
  if (due()) {
    real(fd, bytes, size / 2, offset);
    die();
  }
  if (full_at >= 0 && calls >= full_at) {
    errno = ENOSPC;
    return -1;
  }
  return real(fd, bytes, size, offset);
}

ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t offset) {
  REAL(ssize_t, pwrite64, int, const void*, size_t, off64_t);
  return write_at(real, fd, bytes, size, offset);
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t offset) {
  REAL(ssize_t, pwrite64, int, const void*, size_t, off64_t);
  return write_at(real, fd, bytes, size, offset);
}

ssize_t writev(int fd, const struct iovec* parts, int count) {
  REAL(ssize_t, writev, int, const struct iovec*, int);
  if (fd <= 2) return real(fd, parts, count);
  return step_needing_space() ? -1 : real(fd, parts, count);
}

int fsync(int fd) {
  REAL(int, fsync, int);
  step();
  return real(fd);
}

int fdatasync(int fd) {
  REAL(int, fdatasync, int);
  step();
  return real(fd);
}

int ftruncate64(int fd, off64_t size) {
  REAL(int, ftruncate64, int, off64_t);
  step();
  return real(fd, size);
}

int ftruncate(int fd, off_t size) {
  return ftruncate64(fd, size);
}

int unlink(const char* path) {
  REAL(int, unlink, const char*);
  step();
  return real(path);
}

int unlinkat(int folder, const char* path, int flags) {
  REAL(int, unlinkat, int, const char*, int);
  step();
  return real(folder, path, flags);
}

int rename(const char* from, const char* to) {
  REAL(int, rename, const char*, const char*);
  step();
  return real(from, to);
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
  REAL(int, renameat2, int, const char*, int, const char*, unsigned);
  step();
  return real(from_folder, from, to_folder, to, flags);
}

int link(const char* from, const char* to) {
  REAL(int, link, const char*, const char*);
  return step_needing_space() ? -1 : real(from, to);
}

int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) {
  REAL(int, linkat, int, const char*, int, const char*, int);
  return step_needing_space() ? -1 : real(from_folder, from, to_folder, to, flags);
}

int mkdir(const char* path, mode_t mode) {
  REAL(int, mkdir, const char*, mode_t);
  return step_needing_space() ? -1 : real(path, mode);
}

static mode_t mode_of(int flags, va_list rest) {
  return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
}

static int open_with(int (*real)(const char*, int, ...), const char* path, int flags, mode_t mode) {
  if ((flags & O_CREAT) != 0 && step_needing_space()) return -1;
  return real(path, flags, mode);
}

int open(const char* path, int flags, ...) {
  REAL(int, open, const char*, int, ...);
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return open_with(real, path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  REAL(int, open64, const char*, int, ...);
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return open_with(real, path, flags, mode);
}
