/*
 * tun-hold: --name tun0 [--close-on FILE]    opens a tun device, reads nothing from it; closes it once FILE is there
 *           [--tap [--reject] [--only-mac]]   a tap device; its filter refuses all packets, or its address filter all but one MAC
 * tun-write: --name tun0 --count N [--ipv6]  hands N UDP datagrams (port 9) to the device; prints how many it refused
 */
#include "tun.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "options.h"

static int device_open(const char *name, int kind) {
  int fd = open("/dev/net/tun", O_RDWR);
  if (fd < 0) fail("/dev/net/tun");
  struct ifreq request = {.ifr_flags = kind | IFF_NO_PI};
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (ioctl(fd, TUNSETIFF, &request) != 0) fail("TUNSETIFF");
  return fd;
}

int tun_open(const char *name) {
  return device_open(name, IFF_TUN);
}

static void refuse_everything(int fd) {
  struct sock_filter refuse = BPF_STMT(BPF_RET | BPF_K, 0);
  struct sock_fprog program = {1, &refuse};
  if (ioctl(fd, TUNATTACHFILTER, &program) != 0) fail("TUNATTACHFILTER");
}

/* Only frames for 02:00:00:00:00:99 are wanted, and what goes to all. */
static void want_one_mac(int fd) {
  static const unsigned char filter[] = {0, 0, 2, 0, 2, 0, 0, 0, 0, 0x99, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  if (ioctl(fd, TUNSETTXFILTER, filter) < 0) fail("TUNSETTXFILTER");
}

int tun_hold(void) {
  const char *close_on = option("close-on", NULL);
  int fd = device_open(option_required("name"), option_flag("tap") ? IFF_TAP : IFF_TUN);
  if (option_flag("reject")) refuse_everything(fd);
  if (option_flag("only-mac")) want_one_mac(fd);
  say_ready();
  while (!close_on || access(close_on, F_OK) != 0) pause_us(close_on ? 5000 : 1000000);
  close(fd);
  puts("closed");
  fflush(stdout);
  while (1) pause();
}

/* From 192.0.2.1 to 192.0.2.2, or 2001:db8::1 to ::2, without checksums: the device refuses it before anybody looks. */
int tun_write(void) {
  static const unsigned char four[36] = {0x45, 0, 0, 36, 0, 0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2,
                                         0,    9, 0, 9,  0, 16};
  unsigned char six[56] = {0x60, 0, 0, 0, 0, 16, 17, 64};
  inet_pton(AF_INET6, "2001:db8::1", six + 8);
  inet_pton(AF_INET6, "2001:db8::2", six + 24);
  memcpy(six + 40, four + 20, 16);
  int fd = tun_open(option_required("name")), is_six = option_flag("ipv6");
  long refused = 0, count = option_number("count", 1);
  for (long i = 0; i < count; i++)
    if (write(fd, is_six ? six : four, is_six ? sizeof six : sizeof four) < 0) refused++;
  printf("sent %ld refused %ld\n", count - refused, refused);
  return 0;
}
