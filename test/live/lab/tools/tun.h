#ifndef LAB_TUN_H
#define LAB_TUN_H

/* Opens a tun device without packet information; ends the program if it cannot. */
int tun_open(const char *name);

#endif
