#define _GNU_SOURCE
#include "stack.h"

#include <pthread.h>

typedef struct {
  void (*body)(void *);
  void *context;
} stack_job;

static void *run_job(void *raw) {
  stack_job *job = raw;
  job->body(job->context);
  return NULL;
}

int cs_run_on_stack(size_t size, void (*body)(void *context), void *context) {
  stack_job job = {body, context};
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error) return -error;
  error = pthread_attr_setstacksize(&attributes, size);
  pthread_t thread;
  if (!error) error = pthread_create(&thread, &attributes, run_job, &job);
  pthread_attr_destroy(&attributes);
  if (error) return -error;
  pthread_join(thread, NULL);
  return 0;
}
