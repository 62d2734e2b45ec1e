// Drops that interrupt the counting of others: `bpf-interrupted PORT COUNT` puts COUNT datagrams to PORT into the
// queue of loopback's qdisc, which a timer of this CPU sends off one by one, and until they are gone closes sockets with
// unread messages, each of which is a drop. Prints how many messages those were.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define UNREAD 8
#define MOST_ROUNDS 1000000
#define SEND_BUFFER (64 << 20)

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static int queued(int fd)
{
	int bytes = 0;
	if (ioctl(fd, SIOCOUTQ, &bytes))
		fail("SIOCOUTQ");
	return bytes;
}

static void close_with_unread(void)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair))
		fail("socketpair");
	for (int i = 0; i < UNREAD; i++)
		if (send(pair[0], "", 1, MSG_DONTWAIT) != 1)
			fail("send");
	close(pair[1]);
	close(pair[0]);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	cpu_set_t first;
	CPU_ZERO(&first);
	CPU_SET(0, &first);
	if (sched_setaffinity(0, sizeof(first), &first))
		fail("sched_setaffinity");
	const int size = SEND_BUFFER;
	const int fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)))
		fail("socket");
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[1])) };
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (long i = atol(argv[2]); i > 0; i--)
		if (sendto(fd, "", 1, 0, (void *)&to, sizeof(to)) != 1)
			fail("sendto");
	long rounds = 0;
	while (queued(fd) > 0 && rounds < MOST_ROUNDS) {
		close_with_unread();
		rounds++;
	}
	printf("%ld\n", rounds * UNREAD);
	return queued(fd) > 0;
}
