#define _GNU_SOURCE
#include "options.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int count;
static char **words;

void options_set(int argc, char **argv) {
  count = argc;
  words = argv;
}

static int position(const char *name) {
  for (int i = 0; i < count; i++)
    if (strncmp(words[i], "--", 2) == 0 && strcmp(words[i] + 2, name) == 0) return i;
  return -1;
}

const char *option(const char *name, const char *fallback) {
  int at = position(name);
  return at >= 0 && at + 1 < count ? words[at + 1] : fallback;
}

const char *option_required(const char *name) {
  const char *value = option(name, NULL);
  if (value) return value;
  fprintf(stderr, "packet-tool: --%s is missing\n", name);
  exit(2);
}

long option_number(const char *name, long fallback) {
  const char *value = option(name, NULL);
  return value ? strtol(value, NULL, 0) : fallback;
}

int option_flag(const char *name) { return position(name) >= 0; }

void fail(const char *what) {
  fprintf(stderr, "packet-tool: %s: %s\n", what, strerror(errno));
  exit(1);
}

void say_ready(void) {
  puts("ready");
  fflush(stdout);
}

socklen_t address_from(const char *text, int port, struct sockaddr_storage *address) {
  struct sockaddr_in *four = (struct sockaddr_in *)address;
  struct sockaddr_in6 *six = (struct sockaddr_in6 *)address;
  memset(address, 0, sizeof *address);
  if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(port);
    return sizeof *four;
  }
  if (inet_pton(AF_INET6, text, &six->sin6_addr) == 1) {
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(port);
    return sizeof *six;
  }
  fprintf(stderr, "packet-tool: not an address: %s\n", text);
  exit(2);
}

void pause_us(long us) {
  struct timespec time = {us / 1000000, us % 1000000 * 1000};
  while (us > 0 && nanosleep(&time, &time) != 0 && errno == EINTR) continue;
}

void pin_to_cpu(void) {
  long cpu = option_number("cpu", -1);
  if (cpu < 0) return;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  if (sched_setaffinity(0, sizeof set, &set) != 0) fail("sched_setaffinity");
}

/* The drops column (the last) of the row of a local port in a file like /proc/net/udp. */
long socket_drops(const char *path, int port) {
  FILE *file = fopen(path, "r");
  if (!file) fail(path);
  char line[512];
  long drops = -1;
  while (fgets(line, sizeof line, file)) {
    char local[64];
    char *last = strrchr(line, ' ');
    if (sscanf(line, " %*[^:]: %63s", local) != 1 || !last) continue;
    /* Lines end in blanks: the last number is found from the end. */
    char *end = line + strlen(line);
    while (end > line && (end[-1] == ' ' || end[-1] == '\n')) *--end = 0;
    last = strrchr(line, ' ');
    char *colon = strrchr(local, ':');
    if (last && colon && strtol(colon + 1, NULL, 16) == port) drops = atol(last + 1);
  }
  fclose(file);
  return drops;
}
