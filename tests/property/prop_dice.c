/* The laws stand on their dice: what is drawn lies where it was asked for, and cutting the rows in
 * halves loses none and changes none. */
#include "property.h"

static void what_is_drawn_lies_between_both_ends(property *p) {
    int64_t lowest = (int64_t)dice_roll(&p->dice), most = (int64_t)dice_roll(&p->dice), drawn;
    if (most < lowest)
        most = lowest;
    drawn = dice_between(&p->dice, lowest, most);
    HOLDS(p, drawn >= lowest && drawn <= most, "%lld", (long long)drawn);
    HOLDS(p, dice_between(&p->dice, drawn, drawn) == drawn, "%lld", (long long)drawn);
}

static void halves_of_a_table_are_the_whole(property *p) {
    property whole = *p, left = *p, right = *p;
    property_table all, first, second;
    left.level = right.level = p->level + 1;
    left.place = p->place * 2;
    right.place = left.place + 1;
    all = property_rows(&whole, 100);
    first = property_rows(&left, 100);
    second = property_rows(&right, 100);
    HOLDS(p, first.count + second.count == all.count, "%zu and %zu", first.count, second.count);
    for (size_t i = 0; i < all.count; i++) {
        test_dice expected = property_row(&all, i);
        test_dice got =
            i < first.count ? property_row(&first, i) : property_row(&second, i - first.count);
        HOLDS(p, dice_roll(&expected) == dice_roll(&got), "row %zu", i);
    }
}

int main(void) {
    law("what is drawn lies between both ends", what_is_drawn_lies_between_both_ends,
        PROPERTY_RUNS);
    law("halves of a table are the whole", halves_of_a_table_are_the_whole, PROPERTY_RUNS);
    return law_end();
}
