// Locks, inotify and extended attributes.
#ifndef TRIMTAB_CSYSTEM_FILES_H
#define TRIMTAB_CSYSTEM_FILES_H

#include <stdint.h>
#include <sys/types.h>

// Takes an exclusive advisory lock; -EWOULDBLOCK if another process holds it.
int cs_lock_exclusive(int descriptor);

// Reserves space for `size` bytes without changing the file's size; 0 if the file system cannot.
int cs_reserve_space(int descriptor, off_t size);

// --- inotify ---
enum {
  CS_WATCH_NAMES = 1,     // entries appear, vanish or are renamed
  CS_WATCH_CONTENTS = 2,  // entries (or the file itself) are written or change attributes
};

typedef struct {
  int watch;         // -1 when the kernel dropped events
  int overflowed;    // the queue was full
  int ended;         // the watch is gone
  int aboutItself;   // the watched file or directory itself was changed, moved or deleted
  char name[256];    // the entry concerned, empty for the watched file itself
} cs_file_event;

int cs_inotify_create(void);
// Watches a directory or file; `interests` are added to those it was watched for.
int cs_inotify_add(int inotify, const char *path, int interests);
int cs_inotify_remove(int inotify, int watch);
// Reads pending events without waiting into `events`; `buffer` (4096 bytes or more) is scratch.
// Returns the count, 0 if there are none.
int cs_inotify_read(
    int inotify, void *buffer, size_t bufferSize, cs_file_event *events, int capacity);

// Copies access control lists and other extended attributes as far as that is possible.
void cs_copy_extended_attributes(int from, int to);

#endif
