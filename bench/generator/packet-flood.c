/*
 * Sends UDP frames as fast as one CPU can: AF_PACKET, sendmmsg, past the qdisc.
 * packet-flood IFACE COUNT CPU PAYLOAD; prints "sent N in S seconds".
 * Source ports run through FLOWS values, so that flows are counted, not just packets. PAYLOAD is 'same', or 'chance': no byte
 * of it can be told from an earlier packet, as if it were encrypted.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { BATCH = 64, HEADERS = 42, FRAME = 106, FLOWS = 64 };

static unsigned char frames[BATCH][FRAME];

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

/* Multicast MAC and address: the receiving end neither answers nor raises ICMP errors. */
static void fill(unsigned char *frame, int flow)
{
	static const unsigned char head[] = {
		0x01, 0x00, 0x5e, 0x07, 0x07, 0x07, 0x02, 0, 0, 0, 0, 1, 0x08, 0x00,
		0x45, 0, 0, FRAME - 14, 0, 1, 0x40, 0, 64, 17, 0, 0, 10, 77, 0, 1, 239, 7, 7, 7,
		0, 0, 0x1b, 0x59, 0, FRAME - 34, 0, 0,
	};

	memcpy(frame, head, sizeof(head));
	frame[34] = 0x20;
	frame[35] = flow;
	unsigned sum = 0;
	for (int i = 14; i < 34; i += 2)
		sum += frame[i] << 8 | frame[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	sum = ~((sum & 0xffff) + (sum >> 16));
	frame[24] = sum >> 8;
	frame[25] = sum;
}

/* xorshift64, a word at a time */
static void fill_payload(unsigned char *frame)
{
	static unsigned long long state = 88172645463325252ull;

	for (int at = HEADERS; at < FRAME; at += 8) {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		memcpy(frame + at, &state, 8);
	}
}

int main(int argc, char **argv)
{
	if (argc != 5) {
		fprintf(stderr, "packet-flood IFACE COUNT CPU PAYLOAD\n");
		return 2;
	}
	long count = atol(argv[2]);
	int chance = strcmp(argv[4], "chance") == 0;
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(atoi(argv[3]), &cpus);
	sched_setaffinity(0, sizeof(cpus), &cpus);
	int fd = socket(AF_PACKET, SOCK_RAW, 0), one = 1;
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(argv[1]) };

	if (fd < 0 || to.sll_ifindex == 0 || bind(fd, (void *)&to, sizeof(to)) < 0) {
		perror(argv[1]);
		return 1;
	}
	setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof(one));
	struct mmsghdr messages[BATCH];
	struct iovec parts[BATCH];

	memset(messages, 0, sizeof(messages));
	for (int i = 0; i < BATCH; i++) {
		fill(frames[i], i % FLOWS);
		parts[i] = (struct iovec){ frames[i], FRAME };
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	double start = now();
	long sent = 0;

	while (sent < count) {
		long left = count - sent;

		for (int i = 0; chance && i < BATCH; i++)
			fill_payload(frames[i]);
		int done = sendmmsg(fd, messages, left < BATCH ? left : BATCH, 0);

		if (done < 0 && errno != ENOBUFS && errno != EAGAIN) {
			perror("sendmmsg");
			return 1;
		}
		if (done > 0)
			sent += done;
	}
	printf("sent %ld in %.3f seconds\n", sent, now() - start);
	return 0;
}
