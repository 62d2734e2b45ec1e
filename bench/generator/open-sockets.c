/*
 * open-sockets DATAGRAM LISTENING: opens so many UDP sockets and TCP listeners on loopback, says "ready" and holds them until
 * it is killed.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int open_one(int type) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, type, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0) return -1;
  return type == SOCK_STREAM ? listen(fd, 1) : 0;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  for (int i = atoi(argv[1]); i > 0; i--)
    if (open_one(SOCK_DGRAM) != 0) return 1;
  for (int i = atoi(argv[2]); i > 0; i--)
    if (open_one(SOCK_STREAM) != 0) return 1;
  puts("ready");
  fflush(stdout);
  for (;;) pause();
}
