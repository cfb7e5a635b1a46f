"""Promises: functions that are tests, run one after the other and told as TAP."""
import traceback

PROMISES = []


def promise(function):
    PROMISES.append(function)
    return function


def keep(*arguments):
    """Run all promises; 0 when all were kept."""
    failed = 0
    print(f"1..{len(PROMISES)}", flush=True)
    for number, function in enumerate(PROMISES, 1):
        name = function.__name__.replace("_", " ")
        try:
            function(*arguments)
            print(f"ok {number} - {name}", flush=True)
        except Exception:  # a broken promise is told, whatever broke it
            failed += 1
            print(f"not ok {number} - {name}", flush=True)
            for line in traceback.format_exc().splitlines():
                print(f"# {line}", flush=True)
    return 1 if failed else 0
