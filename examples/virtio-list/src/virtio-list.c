/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists the virtio devices of this guest and the driver that serves each, one a line: device, what it is, driver or "-".
 * Usage: virtio-list [FOLDER], by default /sys/bus/virtio/devices. Ends with 1 when there are no virtio devices.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Virtual I/O Device (VIRTIO) version 1.2, section 5 */
static const char *const kinds[] = {
	[1] = "network card", [2] = "block device", [3] = "console", [4] = "entropy source",
	[5] = "memory balloon", [8] = "SCSI host", [9] = "9P transport", [16] = "GPU", [18] = "input device",
	[19] = "socket", [20] = "crypto device", [23] = "IOMMU", [24] = "memory", [25] = "sound device", [26] = "file system",
};

static const char *kind_of(const char *folder, const char *device)
{
	char path[4096], text[32] = "";
	unsigned long id;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s/device", folder, device);
	file = fopen(path, "r");
	if (!file)
		return "unknown";
	if (!fgets(text, sizeof(text), file))
		text[0] = '\0';
	fclose(file);
	id = strtoul(text, NULL, 16);
	return id < sizeof(kinds) / sizeof(kinds[0]) && kinds[id] ? kinds[id] : "unknown";
}

static void print_device(const char *folder, const char *device)
{
	char path[4096], target[4096];
	const char *driver = "-";
	ssize_t length;

	snprintf(path, sizeof(path), "%s/%s/driver", folder, device);
	length = readlink(path, target, sizeof(target) - 1);
	if (length > 0) {
		target[length] = '\0';
		driver = strrchr(target, '/') ? strrchr(target, '/') + 1 : target;
	}
	printf("%s\t%s\t%s\n", device, kind_of(folder, device), driver);
}

int main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : "/sys/bus/virtio/devices";
	struct dirent **devices;
	int count, i, found = 0;

	count = scandir(folder, &devices, NULL, alphasort);
	if (count < 0) {
		fprintf(stderr, "virtio-list: %s: %s\n", folder, strerror(errno));
		return 1;
	}
	for (i = 0; i < count; i++) {
		if (devices[i]->d_name[0] != '.') {
			print_device(folder, devices[i]->d_name);
			found++;
		}
		free(devices[i]);
	}
	free(devices);
	return found ? 0 : 1;
}
