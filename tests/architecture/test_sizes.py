"""Files and functions stay small enough to be read at once."""

from .sources import WRITTEN_ONCE, files_of_tests, product_files

LONGEST_FILE, LONGEST_FUNCTION = 300, 40


def test_files_are_short() -> None:
    sources = (*product_files(), *files_of_tests())
    lengths = {source.path: len(source.text.splitlines()) for source in sources}
    too_long = [f"{path}: {n} lines" for path, n in lengths.items() if n > LONGEST_FILE and WRITTEN_ONCE not in path]
    assert not too_long, "\n" + "\n".join(too_long)


def test_functions_are_short() -> None:
    too_long = [
        f"{source.path}:{function.lineno} {function.name}: {length} lines"
        for source in product_files()
        if WRITTEN_ONCE not in source.path
        for function in source.functions()
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not too_long, "\n" + "\n".join(too_long)
