/* Replays a corpus in the normal suite: every file given, and every file of every folder given, in
 * the order of their names, through the target that it is linked with. A broken promise aborts; the
 * TAP line comes only after the last input. */
#include "fuzz.h"

#include <dirent.h>
#include <string.h>

enum { PATH_SIZE = 4096 };

static size_t replayed;

static void replay_file(const char *path) {
    FILE *file = fopen(path, "rb");
    uint8_t *data = NULL;
    size_t size = 0, capacity = 0, got = 1;
    if (!file) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(1);
    }
    while (got > 0) {
        if (size == capacity) {
            capacity = capacity == 0 ? 4096 : 2 * capacity;
            data = realloc(data, capacity);
            FUZZ_PROMISE(data);
        }
        got = fread(data + size, 1, capacity - size, file);
        size += got;
    }
    fclose(file);
    data = realloc(data, size > 0 ? size : 1); /* so that a sanitizer sees a read beyond the end */
    FUZZ_PROMISE(data);
    printf("# %s\n", path);
    fflush(stdout);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    replayed++;
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* 0 when @p path is no folder. */
static int replay_folder(const char *path) {
    DIR *folder = opendir(path);
    struct dirent *entry;
    char **names = NULL;
    size_t count = 0;
    if (!folder)
        return 0;
    while ((entry = readdir(folder)) != NULL) {
        size_t size = strlen(path) + strlen(entry->d_name) + 2;
        if (entry->d_name[0] == '.')
            continue;
        names = realloc(names, (count + 1) * sizeof *names);
        FUZZ_PROMISE(names);
        names[count] = malloc(size);
        FUZZ_PROMISE(names[count]);
        snprintf(names[count++], size, "%s/%s", path, entry->d_name);
    }
    closedir(folder);
    if (count > 0)
        qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i < count; i++) {
        replay_file(names[i]);
        free(names[i]);
    }
    free(names);
    return 1;
}

int main(int count, char **arguments) {
    for (int i = 1; i < count; i++)
        if (!replay_folder(arguments[i]))
            replay_file(arguments[i]);
    printf("%s 1 - keeps its promises on %zu inputs\n1..1\n", replayed > 0 ? "ok" : "not ok",
           replayed);
    return replayed == 0;
}
