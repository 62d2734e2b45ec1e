/* Command-line options of the packet tool: `--name value` or a bare `--flag`. */
#ifndef LAB_OPTIONS_H
#define LAB_OPTIONS_H

#include <sys/socket.h>
#include <sys/types.h>

void options_set(int argc, char **argv);
/* Value of --name, or fallback when it is absent. */
const char *option(const char *name, const char *fallback);
/* Value of --name; ends the program when it is absent. */
const char *option_required(const char *name);
/* Value of --name as a number, decimal or 0x…. */
long option_number(const char *name, long fallback);
int option_flag(const char *name);

/* Prints `what: strerror(errno)` and ends with status 1. */
void fail(const char *what);
/* Prints the line that the harness waits for. */
void say_ready(void);
/* Fills an address from numeric text (IPv4 or IPv6); returns its length. */
socklen_t address_from(const char *text, int port, struct sockaddr_storage *address);
/* Pauses; 0 does nothing. */
void pause_us(long us);
/* Pins this process to --cpu N, if given. */
void pin_to_cpu(void);
/* Drop counter of the socket bound to `port` in a file like /proc/net/udp; -1 if there is none. */
long socket_drops(const char *path, int port);

#endif
