#define _GNU_SOURCE
#include "interfaces.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <limits.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int prefix_length(const unsigned char *mask, int size) {
  int length = 0;
  for (int i = 0; i < size; i++) length += __builtin_popcount(mask[i]);
  return length;
}

static int mtu_of(int socket, const char *name) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
  return socket >= 0 && ioctl(socket, SIOCGIFMTU, &request) == 0 ? request.ifr_mtu : 0;
}

static void hardware_text(const struct ifaddrs *all, const char *name, char *text) {
  strcpy(text, "-");
  for (const struct ifaddrs *item = all; item != NULL; item = item->ifa_next) {
    if (item->ifa_addr == NULL || item->ifa_addr->sa_family != AF_PACKET) continue;
    if (strcmp(item->ifa_name, name) != 0) continue;
    const struct sockaddr_ll *link = (const struct sockaddr_ll *)item->ifa_addr;
    int any = 0;
    for (int i = 0; i < link->sll_halen && i < 8; i++) any |= link->sll_addr[i];
    for (int i = 0; any && i < link->sll_halen && i < 8; i++) {
      sprintf(text + (i == 0 ? 0 : 3 * i - 1), i == 0 ? "%02x" : ":%02x", link->sll_addr[i]);
    }
    return;
  }
}

// The address and the length of its prefix; 0 if it is of another family.
static int address_text(const struct ifaddrs *item, char *text, int *prefix) {
  if (item->ifa_addr == NULL || item->ifa_netmask == NULL) return 0;
  if (item->ifa_addr->sa_family == AF_INET) {
    const struct sockaddr_in *mask = (const struct sockaddr_in *)item->ifa_netmask;
    *prefix = prefix_length((const unsigned char *)&mask->sin_addr, 4);
    const struct sockaddr_in *address = (const struct sockaddr_in *)item->ifa_addr;
    return inet_ntop(AF_INET, &address->sin_addr, text, INET6_ADDRSTRLEN) != NULL;
  }
  if (item->ifa_addr->sa_family == AF_INET6) {
    const struct sockaddr_in6 *mask = (const struct sockaddr_in6 *)item->ifa_netmask;
    *prefix = prefix_length((const unsigned char *)&mask->sin6_addr, 16);
    const struct sockaddr_in6 *address = (const struct sockaddr_in6 *)item->ifa_addr;
    return inet_ntop(AF_INET6, &address->sin6_addr, text, INET6_ADDRSTRLEN) != NULL;
  }
  return 0;
}

ssize_t cs_interface_list(char *buffer, size_t capacity) {
  struct ifaddrs *all = NULL;
  if (getifaddrs(&all) != 0) return -errno;
  int asked = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  size_t length = 0;
  int is_full = 0;
  for (struct ifaddrs *item = all; item != NULL && !is_full; item = item->ifa_next) {
    char address[INET6_ADDRSTRLEN], hardware[32];
    int prefix = 0;
    if (!address_text(item, address, &prefix)) continue;
    hardware_text(all, item->ifa_name, hardware);
    int more = snprintf(buffer + length, capacity - length, "%u %d %u %s %d %s %s\n",
                        if_nametoindex(item->ifa_name), mtu_of(asked, item->ifa_name),
                        item->ifa_flags, hardware, prefix, address, item->ifa_name);
    is_full = more < 0 || (size_t)more >= capacity - length;
    if (!is_full) length += (size_t)more;
  }
  if (asked >= 0) close(asked);
  freeifaddrs(all);
  return is_full ? -EOVERFLOW : (ssize_t)length;
}

// The interface of the default route with the lowest metric in one of the kernel's tables.
static void default_of(const char *path, int is_six, char *best) {
  FILE *table = fopen(path, "re");
  if (table == NULL) return;
  unsigned long lowest = ULONG_MAX;
  char line[512];
  while (fgets(line, sizeof line, table) != NULL) {
    char name[IF_NAMESIZE], destination[33], extent[33];
    unsigned long metric = 0, flags = 0;
    int found = is_six
                    ? sscanf(line, "%32s %32s %*s %*s %*s %lx %*s %*s %lx %15s", destination,
                             extent, &metric, &flags, name) == 5
                    : sscanf(line, "%15s %32s %*s %lx %*s %*s %lu %32s", name, destination, &flags,
                             &metric, extent) == 5;
    if (!found || (flags & 1) == 0 || (is_six && (flags & 0x200) != 0)) continue;
    if (strspn(destination, "0") != strlen(destination)) continue;
    if (strspn(extent, "0") != strlen(extent) || metric >= lowest) continue;
    lowest = metric;
    memcpy(best, name, sizeof name);
  }
  fclose(table);
}

ssize_t cs_default_interface(char *buffer, size_t capacity) {
  char name[IF_NAMESIZE] = "";
  default_of("/proc/net/route", 0, name);
  if (name[0] == 0) default_of("/proc/net/ipv6_route", 1, name);
  size_t length = strlen(name);
  if (length > capacity) return -EOVERFLOW;
  memcpy(buffer, name, length);
  return (ssize_t)length;
}
