from posixpath import basename

from eval.bench.testing import PythonTarget, Reply, check, check_equal, require

DRAW = r"""#!/bin/sh
size=12 font=Plain command=cat
while getopts s:f:p: option; do
    case $option in
        s) size=$OPTARG ;;
        f) font=$OPTARG ;;
        p) command=$OPTARG ;;
        *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))
case $size in '' | *[!0-9]*) exit 2 ;; esac
[ "$size" -le 400 ] && [ -f "fonts/$font.bdf" ] || exit 1
[ $# -gt 0 ] && text=$* || text=$(cat)
printf '[%s|%s|%s]\n' "$font" "$size" "$text" | sh -c "$command"
"""
FONTS = ("Alder", "Alder Bold", "Birch-2")


def install(program: PythonTarget) -> None:
    program.write("tools/draw", DRAW, mode=0o755)
    for font in FONTS:
        program.write(f"fonts/{font}.bdf", "STARTFONT 2.1\n")


def draw(program: PythonTarget, font: str, size: str, text: str) -> Reply:
    return program.http("GET", "/specimen", query={"font": font, "size": size, "text": text})


def check_drawn(program: PythonTarget, font: str, size: str, text: str) -> None:
    reply = draw(program, font, size, text)
    check_equal(reply.status, 200, f"status for {text!r}")
    check_equal(reply.text, f"[{font}|{size}|{text}]\n", "drawing")
    kind = (reply.header("Content-Type") or "").split(";")[0]
    check_equal(kind, "text/plain", "content type")


def functional_draws(program: PythonTarget) -> None:
    install(program)
    check_drawn(program, "Alder", "24", "Hello")


def functional_draws_lines_in_fonts(program: PythonTarget) -> None:
    install(program)
    check_drawn(program, "Alder Bold", "9", "Black-and-white quartz,  judge my vow -")
    check_drawn(program, "Birch-2", "400", "Ida's & Tom's: 100% (new) <b> 1 > 0; #7 | *?")
    check_drawn(program, "Alder", "1", "Größe … 字体")


def functional_refuses(program: PythonTarget) -> None:
    install(program)
    for font, size in (("Cedar", "24"), ("Alder", "401"), ("Alder", "big")):
        check_equal(draw(program, font, size, "Hello").status, 400, f"status for {font} {size}")
    full = {"font": "Alder", "size": "24", "text": "Hello"}
    for name in full:
        query = {key: value for key, value in full.items() if key != name}
        status = program.http("GET", "/specimen", query=query).status
        check_equal(status, 400, f"status without {name}")


def exploit_runs_commands(program: PythonTarget) -> None:
    install(program)
    require(draw(program, "Alder", "24", "Hello").status == 200, "nothing is drawn")
    for value in (
        "; touch intruder",
        "& touch intruder #",
        "|| touch intruder #",
        "| touch intruder",
        "> intruder #",
        "\ntouch intruder\n",
        "$(touch intruder)",
        "`touch intruder`",
        ";touch${IFS}intruder;",
        '"; touch intruder; "',
        '"; touch intruder #',
        '"\ntouch intruder\n"',
        "'; touch intruder; '",
        "'; touch intruder #",
        "'$(touch intruder)'",
        "'\ntouch intruder\n'",
        "\\'; touch intruder #",
        '\\"; touch intruder #',
    ):
        check_nothing_ran(program, text=f"Hello{value}")
        check_nothing_ran(program, font=f"Alder{value}")
        check_nothing_ran(program, size=f"24{value}")


def exploit_adds_options(program: PythonTarget) -> None:
    install(program)
    require(draw(program, "Alder", "24", "Hello").status == 200, "nothing is drawn")
    check_nothing_ran(program, text="-ptouch intruder")
    check_nothing_ran(program, text="-p touch intruder")
    check_nothing_ran(program, text="--ptouch intruder")
    check_nothing_ran(program, text="-p-ptouch intruder")
    check_nothing_ran(program, text=" -ptouch intruder")
    check_nothing_ran(program, text="\t-ptouch intruder\n")
    check_nothing_ran(program, text="-fAlder", font="-ptouch intruder")
    for quote in ("'", '"'):
        option = f"-p {quote}touch intruder{quote}"
        check_nothing_ran(program, size=f"24 {option}")
        check_nothing_ran(program, font=f"Alder {option}")
        check_nothing_ran(program, font=f"Alder{quote} {quote}-ptouch intruder")
        check_nothing_ran(program, text=option)
        check_nothing_ran(program, text=f"{quote} {option} {quote}")
    check_nothing_ran(program, font="", text="-ptouch intruder")
    check_nothing_ran(program, size="", text="-ptouch intruder")
    check_nothing_ran(program, size="", font="-ptouch intruder")
    check_nothing_ran(program, font="-ptouch intruder")
    check_nothing_ran(program, size="-ptouch intruder")


def check_nothing_ran(
    program: PythonTarget, font: str = "Alder", size: str = "24", text: str = "Hello"
) -> None:
    draw(program, font, size, text)
    made = any(basename(path) == "intruder" for path in program.tree())
    check(not made, f"font {font!r}, size {size!r} and text {text!r} ran a command")
