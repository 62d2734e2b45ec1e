/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef DROPCORR_LOAD_BPF_H
#define DROPCORR_LOAD_BPF_H

/*
 * Reads a field of a kernel object. `typed` is a compile-time constant: in a BTF tracepoint the verifier knows
 * the type of the pointer, and the access is one load instruction (a fault reads as 0); otherwise it is a
 * call of bpf_probe_read_kernel. Five times the price, so the hot path uses this and not BPF_CORE_READ.
 */
#define LOAD(typed, pointer, field)                                               \
	({                                                                        \
		typeof((pointer)->field) load_value;                              \
		if (typed)                                                        \
			load_value = (pointer)->field;                            \
		else                                                              \
			bpf_core_read(&load_value, sizeof(load_value), &(pointer)->field); \
		load_value;                                                       \
	})

/*
 * A size the verifier can follow: clang knows the bound already and would drop the mask, older verifiers (and any,
 * once clang compares one register and passes on another) know only the mask. The buffer must hold `mask` bytes.
 */
#define BOUNDED(size, mask)                               \
	({                                                \
		__u64 bounded_size = (size);              \
		asm volatile("" : "+r"(bounded_size));    \
		bounded_size & (mask);                    \
	})

#endif
