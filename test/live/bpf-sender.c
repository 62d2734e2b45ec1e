// Drops to be counted: `bpf-sender 4|6 PORT COUNT SOURCES` sends COUNT datagrams to PORT on loopback from SOURCES
// ports in turn; `bpf-sender full PORT COUNT` fills a receiver of its own that never reads, and prints
// its inode and the drops the kernel counted there.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define PAYLOAD 64
#define SO_MEMINFO_OPTION 55
#define MEMINFO_VALUES 9
#define MEMINFO_DROPS 8

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static socklen_t loopback(int family, int port, struct sockaddr_storage *address)
{
	memset(address, 0, sizeof(*address));
	if (family == AF_INET6) {
		struct sockaddr_in6 *six = (void *)address;
		six->sin6_family = AF_INET6;
		six->sin6_port = htons(port);
		six->sin6_addr = in6addr_loopback;
		return sizeof(*six);
	}
	struct sockaddr_in *four = (void *)address;
	four->sin_family = AF_INET;
	four->sin_port = htons(port);
	four->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return sizeof(*four);
}

static void flood(int family, int port, long count, int sources)
{
	char payload[PAYLOAD] = { 0 };
	struct sockaddr_storage to;
	const socklen_t length = loopback(family, port, &to);
	int *sockets = calloc(sources, sizeof(*sockets));
	for (int i = 0; i < sources; i++)
		if ((sockets[i] = socket(family, SOCK_DGRAM, 0)) < 0)
			fail("socket");
	for (long i = 0; i < count; i++)
		if (sendto(sockets[i % sources], payload, sizeof(payload), 0, (void *)&to, length) < 0)
			fail("sendto");
}

static void fill(int port, long count)
{
	struct sockaddr_storage at;
	const socklen_t length = loopback(AF_INET, port, &at);
	const int receiver = socket(AF_INET, SOCK_DGRAM, 0);
	const int smallest = 1;
	if (receiver < 0 || setsockopt(receiver, SOL_SOCKET, SO_RCVBUF, &smallest, sizeof(smallest)) ||
	    bind(receiver, (void *)&at, length))
		fail("receiver");
	flood(AF_INET, port, count, 1);
	unsigned int memory[MEMINFO_VALUES] = { 0 };
	socklen_t size = sizeof(memory);
	struct stat status;
	if (getsockopt(receiver, SOL_SOCKET, SO_MEMINFO_OPTION, memory, &size) || fstat(receiver, &status))
		fail("meminfo");
	printf("{\"inode\": %lu, \"drops\": %u}\n", (unsigned long)status.st_ino, memory[MEMINFO_DROPS]);
}

int main(int argc, char **argv)
{
	if (argc < 4)
		return 2;
	const int port = atoi(argv[2]);
	const long count = atol(argv[3]);
	if (!strcmp(argv[1], "full"))
		fill(port, count);
	else
		flood(argv[1][0] == '6' ? AF_INET6 : AF_INET, port, count, argc > 4 ? atoi(argv[4]) : 1);
	return 0;
}
