/*
 * measured-run FILE PROGRAM ARGUMENT…: runs a program, passes SIGINT on to it, and when it has ended writes to FILE
 * {"status":…,"cpuNs":…,"peakRssKb":…}: CPU time of it and of all its children, memory of the largest of them (wait4).
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t child;

static void pass_on(int number) { kill(child, number); }

static long long ns(struct timeval time) { return time.tv_sec * 1000000000LL + time.tv_usec * 1000LL; }

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  child = fork();
  if (child == 0) {
    execvp(argv[2], argv + 2);
    perror(argv[2]);
    _exit(127);
  }
  signal(SIGINT, pass_on);
  signal(SIGTERM, pass_on);
  int status;
  struct rusage usage;
  while (wait4(child, &status, 0, &usage) < 0)
    if (errno != EINTR) return 1;
  FILE *file = fopen(argv[1], "w");
  if (!file) return 1;
  fprintf(file, "{\"status\":%d,\"cpuNs\":%lld,\"peakRssKb\":%ld}\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1,
          ns(usage.ru_utime) + ns(usage.ru_stime), usage.ru_maxrss);
  return fclose(file) == 0 ? 0 : 1;
}
