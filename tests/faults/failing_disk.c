/* LD_PRELOAD: writes below $FAILING_DISK fail with the error number in the file $FAILING_DISK_ERROR, while it is there. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int read_error(void) {
  const char *name = getenv("FAILING_DISK_ERROR");
  char text[16] = "";
  int fd = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
  if (fd < 0) return 0;
  ssize_t n = read(fd, text, sizeof text - 1);
  close(fd);
  return n > 0 ? atoi(text) : 0;
}

static int fails(int fd) {
  const char *root = getenv("FAILING_DISK");
  char link[32], path[PATH_MAX];
  int saved = errno;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = root ? readlink(link, path, sizeof path - 1) : -1;
  int error = 0;
  if (n > 0) {
    path[n] = 0;
    if (strncmp(path, root, strlen(root)) == 0) error = read_error();
  }
  errno = error ? error : saved;
  return error != 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
ssize_t write(int fd, const void *data, size_t n) { return fails(fd) ? -1 : REAL(write)(fd, data, n); }
ssize_t pwrite(int fd, const void *data, size_t n, off_t at) { return fails(fd) ? -1 : REAL(pwrite)(fd, data, n, at); }
ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at) { return fails(fd) ? -1 : REAL(pwrite64)(fd, data, n, at); }
int fsync(int fd) { return fails(fd) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return fails(fd) ? -1 : REAL(fdatasync)(fd); }
