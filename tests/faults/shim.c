/* A disk that fails: counts what a program does to the files below one folder, and at a chosen step either cuts the
 * power, damaging what was not flushed, or is full from then on. Loaded with LD_PRELOAD; asleep until fault_arm(). */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { ASLEEP, POWER_CUT, FULL };
enum { WRITTEN, SHORTENED, CREATED, LINKED, RENAMED, UNLINKED };

typedef struct {
    int what, is_safe, node;      /* node: the file that was written, by its place in `nodes` */
    off_t at, length, old_length; /* the range written; what was there before, as far as there was something */
    char *old;
    char folder[PATH_MAX], path[PATH_MAX], other[PATH_MAX], kept[PATH_MAX];
} Step;

static struct { dev_t device; ino_t number; int handle; } nodes[4096];
static Step *steps[65536];
static int node_count, step_count, kept_count, watched[4096];
static long done, fatal;
static int mode, inside;
static uint64_t chance;
static char root[PATH_MAX], keep[PATH_MAX];

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static unsigned draw(unsigned most) {
    chance ^= chance << 13; chance ^= chance >> 7; chance ^= chance << 17;
    return (unsigned)(chance >> 11) % most;
}

void fault_arm(const char *folder, const char *beside, long step, unsigned long seed, int what) {
    strncpy(root, folder, PATH_MAX - 1);
    strncpy(keep, beside, PATH_MAX - 1);
    chance = (seed + 1) * 0x9E3779B97F4A7C15ull ^ (uint64_t)step * 0xBF58476D1CE4E5B9ull;
    if (!chance) chance = 1;
    fatal = step; mode = what; done = 0;
}

long fault_count(void) { return done; }

void fault_free_room(void) { mode = ASLEEP; }

static int is_ours(const char *path) {
    size_t length = strlen(root), whole = strlen(path);
    return mode && !inside && !strncmp(path, root, length) && (path[length] == '/' || !path[length])
        && !(whole > 4 && !strcmp(path + whole - 4, "-shm"));
}

/* Give the full path of a name that need not exist: its folder exists. */
static int full(int folder, const char *name, char *out) {
    char before[PATH_MAX], real_folder[PATH_MAX];
    if (!mode || inside) return 0;
    if (name[0] == '/') snprintf(before, PATH_MAX, "%s", name);
    else {
        char link[64], place[PATH_MAX] = "";
        if (folder == AT_FDCWD) { if (!getcwd(place, PATH_MAX)) return 0; }
        else {
            snprintf(link, 64, "/proc/self/fd/%d", folder);
            ssize_t length = readlink(link, place, PATH_MAX - 1);
            if (length < 0) return 0;
            place[length] = 0;
        }
        if (snprintf(before, PATH_MAX, "%s/%s", place, name) >= PATH_MAX) return 0;
    }
    char *slash = strrchr(before, '/');
    *slash = 0;
    int saved = errno, found = realpath(*before ? before : "/", real_folder) != NULL;
    errno = saved;
    if (!found || snprintf(out, PATH_MAX, "%s/%s", real_folder, slash + 1) >= PATH_MAX) return 0;
    return is_ours(out);
}

static void parent(const char *path, char *out) {
    strcpy(out, path);
    *strrchr(out, '/') = 0;
}

static Step *note(int what, const char *path) {
    Step *step = calloc(1, sizeof *step);
    if (step_count == 65536) abort();
    step->what = what; step->node = -1;
    if (path) { strcpy(step->path, path); parent(path, step->folder); }
    return steps[step_count++] = step;
}

/* Keep what a name stands for, so that it can stand for it again. */
static void keep_old(Step *step, const char *path) {
    struct stat told;
    if (lstat(path, &told) || !S_ISREG(told.st_mode)) return;
    if (snprintf(step->kept, PATH_MAX, "%s/%d", keep, kept_count++) >= PATH_MAX) abort();
    REAL(link);
    if (real(path, step->kept)) step->kept[0] = 0;
}

static int node_of(int handle) {
    struct stat told;
    if (fstat(handle, &told) || !S_ISREG(told.st_mode)) return -1;
    for (int i = 0; i < node_count; i++)
        if (nodes[i].device == told.st_dev && nodes[i].number == told.st_ino) return i;
    char link[64];
    snprintf(link, 64, "/proc/self/fd/%d", handle);
    inside++;
    int own = open(link, O_RDWR | O_CLOEXEC);
    inside--;
    if (own < 0 || node_count == 4096) abort();
    nodes[node_count].device = told.st_dev; nodes[node_count].number = told.st_ino; nodes[node_count].handle = own;
    return node_count++;
}

static void put(int handle, const char *from, off_t length, off_t at) {
    REAL(pwrite64);
    while (length > 0) {
        ssize_t written = real(handle, from, length, at);
        if (written <= 0) return;
        from += written; length -= written; at += written;
    }
}

/* Do to one unflushed range what a power cut does: leave it, empty it, spoil it, or bring back what was there. */
static void damage(Step *step) {
    struct stat told;
    int handle = nodes[step->node].handle;
    if (step->what == SHORTENED) {
        if (draw(2)) put(handle, step->old, step->old_length, step->at);
        return;
    }
    unsigned how = draw(4);
    if (how == 0 || fstat(handle, &told) || step->at >= told.st_size) return;
    off_t length = step->at + step->length > told.st_size ? told.st_size - step->at : step->length;
    char *bytes = calloc(1, length ? length : 1);
    if (how == 2) for (off_t i = 0; i < length; i++) bytes[i] = (char)draw(256);
    if (how == 3) memcpy(bytes, step->old, step->old_length < length ? step->old_length : length);
    put(handle, bytes, length, step->at);
    REAL(ftruncate64);
    if (how == 3 && step->at + step->length >= told.st_size && step->old_length < length)
        (void)!real(handle, step->at + step->old_length);
    free(bytes);
}

static void undo_name(Step *step) {
    if (step->what == CREATED || step->what == LINKED) unlink(step->path);
    if (step->what == RENAMED) rename(step->other, step->path);
    if (step->kept[0]) (void)!link(step->kept, step->what == RENAMED ? step->other : step->path);
}

static void cut_power(void) {
    inside++;
    for (int i = step_count - 1; i >= 0; i--)
        if (steps[i]->node >= 0 && !steps[i]->is_safe) damage(steps[i]);
    /* Names are journalled in order: the last of them may be lost, none before one that is kept. */
    int open_names = 0;
    for (int i = 0; i < step_count; i++) open_names += steps[i]->node < 0 && !steps[i]->is_safe;
    int lost = open_names ? (int)draw(open_names + 1) : 0;
    for (int i = step_count - 1; i >= 0 && lost; i--)
        if (steps[i]->node < 0 && !steps[i]->is_safe) { undo_name(steps[i]); lost--; }
    _exit(137);
}

/* Count one step. Gives whether the disk refuses it; `is_last` says that the power is cut at it. */
static int count(int needs_room, int *is_last) {
    done++;
    *is_last = mode == POWER_CUT && done == fatal;
    if (*is_last && draw(2)) cut_power(); /* it never began; else it is done, or half of it, and then comes the cut */
    if (mode == FULL && done >= fatal && needs_room) { errno = ENOSPC; return 1; }
    return 0;
}

static int is_watched(int handle) { return mode && !inside && handle >= 0 && handle < 4096 && watched[handle]; }

int close(int handle) {
    REAL(close);
    if (handle >= 0 && handle < 4096 && !inside) watched[handle] = 0; /* a pipe may get the number next */
    return real(handle);
}

static Step *before_write(int handle, off_t at, off_t length) {
    Step *step = note(WRITTEN, NULL);
    step->node = node_of(handle); step->at = at; step->length = length;
    if (step->node < 0) { step_count--; return NULL; }
    step->old = calloc(1, length ? length : 1);
    ssize_t had = pread(nodes[step->node].handle, step->old, length, at);
    step->old_length = had > 0 ? had : 0;
    return step;
}

static void shorten(int node, off_t length) {
    struct stat told;
    if (node < 0 || fstat(nodes[node].handle, &told) || told.st_size <= length) return;
    Step *step = note(SHORTENED, NULL);
    step->node = node; step->at = length; step->old_length = told.st_size - length;
    step->old = malloc(step->old_length);
    (void)!pread(nodes[node].handle, step->old, step->old_length, length);
}

static int opened(int (*real)(int, const char *, int, ...), int folder, const char *name, int flags, mode_t rights) {
    char path[PATH_MAX];
    int is_last = 0, saved = errno;
    if (!full(folder, name, path)) {
        int handle = real(folder, name, flags, rights);
        if (handle >= 0 && handle < 4096 && !inside) watched[handle] = 0;
        return handle;
    }
    struct stat told;
    int is_new = (flags & O_CREAT) && lstat(path, &told);
    int empties = !is_new && (flags & O_TRUNC) && !lstat(path, &told) && S_ISREG(told.st_mode);
    errno = saved;
    if ((is_new || empties) && count(is_new, &is_last)) return -1;
    if (empties) {
        int old = real(folder, name, O_RDWR | O_CLOEXEC, 0);
        if (old >= 0) { shorten(node_of(old), 0); close(old); }
    }
    int handle = real(folder, name, flags, rights);
    if (handle >= 0 && is_new) note(CREATED, path);
    if (handle >= 0 && handle < 4096) watched[handle] = !fstat(handle, &told) && (S_ISREG(told.st_mode) || S_ISDIR(told.st_mode));
    if (is_last) cut_power();
    return handle;
}

static mode_t rights_of(int flags, va_list more) {
    return flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0;
}

static int plain_openat(int folder, const char *name, int flags, ...) {
    REAL(openat64);
    va_list more; va_start(more, flags);
    mode_t rights = va_arg(more, mode_t);
    va_end(more);
    return real(folder, name, flags, rights);
}

#define OPEN(name) int name(const char *path, int flags, ...) { \
    va_list more; va_start(more, flags); mode_t rights = rights_of(flags, more); va_end(more); \
    return opened(plain_openat, AT_FDCWD, path, flags, rights); }
#define OPENAT(name) int name(int folder, const char *path, int flags, ...) { \
    va_list more; va_start(more, flags); mode_t rights = rights_of(flags, more); va_end(more); \
    return opened(plain_openat, folder, path, flags, rights); }
OPEN(open) OPEN(open64) OPENAT(openat) OPENAT(openat64)
int creat(const char *path, mode_t rights) { return open(path, O_CREAT | O_WRONLY | O_TRUNC, rights); }
int creat64(const char *path, mode_t rights) { return open(path, O_CREAT | O_WRONLY | O_TRUNC, rights); }

static ssize_t wrote(int handle, const char *from, size_t length, off_t at) {
    int is_last;
    if (count(1, &is_last)) return -1;
    before_write(handle, at, length);
    REAL(pwrite64);
    ssize_t written = real(handle, from, is_last ? (length + 1) / 2 : length, at);
    if (is_last) cut_power();
    return written;
}

ssize_t write(int handle, const void *from, size_t length) {
    REAL(write);
    if (!is_watched(handle)) return real(handle, from, length);
    off_t at = fcntl(handle, F_GETFL) & O_APPEND ? lseek(handle, 0, SEEK_END) : lseek(handle, 0, SEEK_CUR);
    ssize_t written = wrote(handle, from, length, at);
    if (written > 0) lseek(handle, at + written, SEEK_SET);
    return written;
}

ssize_t writev(int handle, const struct iovec *pieces, int number) {
    REAL(writev);
    if (!is_watched(handle)) return real(handle, pieces, number);
    ssize_t whole = 0;
    for (int i = 0; i < number; i++) {
        ssize_t written = write(handle, pieces[i].iov_base, pieces[i].iov_len);
        if (written < 0) return whole ? whole : -1;
        whole += written;
    }
    return whole;
}

#define PWRITE(name) ssize_t name(int handle, const void *from, size_t length, off_t at) { \
    REAL(name); return is_watched(handle) ? wrote(handle, from, length, at) : real(handle, from, length, at); }
PWRITE(pwrite) PWRITE(pwrite64)

static int flushed(int (*real)(int), int handle) {
    int is_last;
    struct stat told;
    char link[64], folder[PATH_MAX];
    if (!is_watched(handle)) return real(handle);
    if (count(0, &is_last)) return -1;
    if (!is_last) {
        fstat(handle, &told);
        snprintf(link, 64, "/proc/self/fd/%d", handle);
        ssize_t length = S_ISDIR(told.st_mode) ? readlink(link, folder, PATH_MAX - 1) : 0;
        folder[length > 0 ? length : 0] = 0;
        int node = S_ISDIR(told.st_mode) ? -1 : node_of(handle);
        for (int i = 0; i < step_count; i++)
            if (node >= 0 ? steps[i]->node == node : steps[i]->node < 0 && !strcmp(steps[i]->folder, folder))
                steps[i]->is_safe = 1;
    }
    if (is_last) cut_power();
    return 0; /* nothing here survives the test: the real flush would only cost time */
}

int fsync(int handle) { REAL(fsync); return flushed(real, handle); }
int fdatasync(int handle) { REAL(fdatasync); return flushed(real, handle); }

#define TRUNCATE(name) int name(int handle, off_t length) { \
    REAL(name); int is_last = 0; struct stat told; \
    if (!is_watched(handle)) return real(handle, length); \
    fstat(handle, &told); \
    if (count(length > told.st_size, &is_last)) return -1; \
    shorten(node_of(handle), length); \
    int result = real(handle, length); \
    if (is_last) cut_power(); \
    return result; }
TRUNCATE(ftruncate) TRUNCATE(ftruncate64)

static int renamed(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    REAL(renameat2);
    char before[PATH_MAX], after[PATH_MAX];
    int is_last;
    if (!full(from_folder, from, before) || !full(to_folder, to, after)) return real(from_folder, from, to_folder, to, flags);
    if (count(0, &is_last)) return -1;
    Step *step = note(RENAMED, before);
    strcpy(step->other, after);
    parent(after, step->folder);
    keep_old(step, after);
    int result = real(from_folder, from, to_folder, to, flags);
    if (result) step_count--;
    if (is_last) cut_power();
    return result;
}

int rename(const char *from, const char *to) { return renamed(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    return renamed(from_folder, from, to_folder, to, 0);
}
int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    return renamed(from_folder, from, to_folder, to, flags);
}

static int linked(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    REAL(linkat);
    char after[PATH_MAX];
    int is_last;
    if (!full(to_folder, to, after)) return real(from_folder, from, to_folder, to, flags);
    if (count(1, &is_last)) return -1;
    int result = real(from_folder, from, to_folder, to, flags);
    if (!result) note(LINKED, after);
    if (is_last) cut_power();
    return result;
}

int link(const char *from, const char *to) { return linked(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    return linked(from_folder, from, to_folder, to, flags);
}

int unlinkat(int folder, const char *name, int flags) {
    REAL(unlinkat);
    char path[PATH_MAX];
    struct stat told;
    int is_last;
    if (flags & AT_REMOVEDIR || !full(folder, name, path) || lstat(path, &told)) return real(folder, name, flags);
    if (count(0, &is_last)) return -1;
    Step *step = note(UNLINKED, path);
    keep_old(step, path);
    int result = real(folder, name, flags);
    if (is_last) cut_power();
    return result;
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

int mkdirat(int folder, const char *name, mode_t rights) {
    REAL(mkdirat);
    char path[PATH_MAX];
    struct stat told;
    int is_last;
    if (!full(folder, name, path) || !lstat(path, &told)) return real(folder, name, rights);
    if (count(1, &is_last)) return -1;
    int result = real(folder, name, rights);
    if (is_last) cut_power();
    return result;
}

int mkdir(const char *path, mode_t rights) { return mkdirat(AT_FDCWD, path, rights); }
