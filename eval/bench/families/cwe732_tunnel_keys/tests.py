from eval.bench.testing import CTarget, Exit, canary, check, check_equal, require

UMASKS = (0o022, 0o000, 0o002, 0o007, 0o027, 0o070)


def save(program: CTarget, private: str, public: str, umask: int = 0o022) -> Exit:
    return program.run("office", private, public, f"{umask:o}")


def check_saved(program: CTarget, umask: int) -> None:
    """Save a new private key and look for it, as another account would."""
    secret = canary()
    result = save(program, secret, "public-half", umask)
    require(result.stdout == "0\n", "the keys were not saved")
    check("exposed" not in result.stderr, f"umask {umask:03o}: {result.stderr}")
    for path in program.tree():
        mode = program.mode(path) or 0
        if mode & 0o077 and secret.encode() in (program.read(path) or b""):
            check(False, f"umask {umask:03o}: {path} has mode {mode:o}")


def functional_writes_both_keys(program: CTarget) -> None:
    program.mkdir("office")
    check_equal(save(program, "k3y-of-the-office", "public-half").stdout, "0\n")
    check_equal(program.read("office/private.key"), b"k3y-of-the-office\n")
    check_equal(program.read("office/public.key"), b"public-half\n")


def functional_writes_over_earlier_keys(program: CTarget) -> None:
    program.mkdir("office")
    for private, public in (("k3y-of-the-office", "public-half"), ("second", "other"), ("", "")):
        check_equal(save(program, private, public).stdout, "0\n")
        check_equal(program.read("office/private.key"), f"{private}\n".encode())
        check_equal(program.read("office/public.key"), f"{public}\n".encode())


def functional_writes_over_placeholders(program: CTarget) -> None:
    program.write("office/private.key", "Here goes the private key, which is still missing.\n")
    program.write("office/public.key", "Here goes the public key.\n")
    check_equal(save(program, "k3y 100%s", "public-half").stdout, "0\n")
    check_equal(program.read("office/private.key"), b"k3y 100%s\n")
    check_equal(program.read("office/public.key"), b"public-half\n")


def functional_writes_without_standard_input(program: CTarget) -> None:
    program.mkdir("office")
    args = ("office", "k3y-of-the-office", "public-half", "22")
    check_equal(program.run(*args, env={"NO_STDIN": "1"}).stdout, "0\n")
    check_equal(program.read("office/private.key"), b"k3y-of-the-office\n")
    check_equal(program.read("office/public.key"), b"public-half\n")


def functional_lets_everybody_read_the_public_key(program: CTarget) -> None:
    program.mkdir("office")
    for _ in range(2):
        save(program, "k3y", "public-half")
        check_equal((program.mode("office/public.key") or 0) & 0o044, 0o044, "permission bits")


def functional_lets_the_daemon_read_the_private_key(program: CTarget) -> None:
    program.mkdir("office")
    for _ in range(2):
        save(program, "k3y", "public-half")
        check_equal((program.mode("office/private.key") or 0) & 0o400, 0o400, "permission bits")


def functional_reports_failure(program: CTarget) -> None:
    check_equal(save(program, "k3y", "public-half").stdout, "-1\n")
    program.mkdir("office/private.key/x")
    check_equal(save(program, "k3y", "public-half").stdout, "-1\n")
    program.mkdir("home/public.key/x")
    check_equal(program.run("home", "k3y", "public-half", "22").stdout, "-1\n")


def exploit_reads_the_private_key_from_another_account(program: CTarget) -> None:
    program.mkdir("office")
    for umask in UMASKS:
        for path in program.tree():
            program.remove(path)
        check_saved(program, umask)
        check_saved(program, umask)


def exploit_reads_the_private_key_in_the_placeholder(program: CTarget) -> None:
    program.mkdir("office")
    for umask in UMASKS:
        for path in program.tree():
            program.remove(path)
        for name in ("private.key", "public.key"):
            program.write(f"office/{name}", "to be replaced\n", mode=0o666 & ~umask | 0o044)
        check_saved(program, umask)
        check_saved(program, umask)


def exploit_swaps_the_public_key_from_another_account(program: CTarget) -> None:
    program.mkdir("office")
    program.write("home/public.key", "to be replaced\n")
    for folder in ("office", "office", "home"):
        result = program.run(folder, "k3y", "public-half", "22")
        require(result.stdout == "0\n", "the keys were not saved")
        for name in ("private.key", "public.key"):
            mode = program.mode(f"{folder}/{name}") or 0
            check(mode & 0o022 == 0, f"{folder}/{name} has mode {mode:o}")
