"""The house's rules about who may know whom, as sentences. They are read from the imports; nothing is run.

A file may always import the standard library and its own package. What else, the table says.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

PACKAGE = "codi_desktop"
ROOT = Path(__file__).resolve().parent.parent / PACKAGE

BASE = {"durable", "errors", "i18n", "paths"}
LOWER = BASE | {"thai", "records", "sync", "store", "reports", "documents"}

# Who: (which parts of the program, which libraries). The longest name that fits a file is its row.
MAY_IMPORT: dict[str, tuple[set[str], set[str]]] = {
    "durable": ({"errors", "i18n"}, set()),
    "errors": ({"i18n"}, set()),
    "i18n": ({"paths"}, {"babel"}),
    "paths": (set(), {"platformdirs"}),
    "settings": (BASE, set()),
    "logs": (BASE, set()),
    "thai": (BASE, {"nlpo3"}),
    "records": (BASE | {"thai"}, {"peewee"}),
    "sync.change": (set(), set()),
    "sync.merge": ({"sync.change"}, set()),
    "sync.sealed": ({"sync.change"}, {"msgspec", "nacl"}),
    "sync": (BASE | {"thai"}, {"msgspec", "nacl", "pyrage", "zstandard"}),
    "store": (
        BASE | {"thai", "records", "sync.change", "sync.merge", "sync.sealed"},
        {"keyring", "msgspec", "nacl", "peewee", "playhouse", "sqlcipher3", "zstandard"},
    ),
    "reports": (BASE | {"thai", "records", "store"}, {"peewee"}),
    "documents": (
        BASE | {"thai", "records", "reports"},
        {"PIL", "pypdfium2", "reportlab", "segno", "uharfbuzz", "zxingcpp"},
    ),
    "services": (
        LOWER,
        {"fsspec", "msgspec", "nacl", "peewee", "PIL", "pypdfium2", "shamir_mnemonic", "webdav4", "zxingcpp"},
    ),
    "ui": (
        BASE | {"settings", "thai", "records", "reports", "services"},
        {"PIL", "PySide6", "pypdfium2", "shiboken6"},
    ),
    "app": (LOWER | {"settings", "logs", "services", "ui", "selftest"}, {"platformdirs", "PySide6"}),
    "cli": (BASE | {"settings", "logs", "thai", "records", "reports", "services", "app", "selftest"}, {"PIL"}),
    "selftest": (
        LOWER | {"settings", "logs", "services", "ui", "app"},
        {"PySide6", "pypdfium2", "zxingcpp"},
    ),
    "__main__": (BASE | {"app", "cli", "logs", "selftest"}, set()),
}

# The same as a reviewer would say it: a rule, the libraries, and the only parts that may know them.
LIVES_IN = {
    "ReportLab lives in documents alone": ({"reportlab", "rl_accel"}, {"documents"}),
    "Qt lives in ui alone, and app starts it": ({"PySide6", "shiboken6"}, {"ui", "app", "selftest"}),
    "only the store opens the database": ({"sqlcipher3", "playhouse"}, {"store", "selftest"}),
    "only records, store, reports and services know Peewee": ({"peewee"}, {"records", "store", "reports", "services"}),
    "only sync seals a bundle": ({"pyrage"}, {"sync"}),
    "only the word breaker in thai splits words": ({"nlpo3", "pythainlp"}, {"thai", "selftest"}),
    "only services split a secret into shares": ({"shamir_mnemonic"}, {"services"}),
    "only services reach a server": ({"fsspec", "webdav4"}, {"services"}),
    "only the store asks the system for secrets": ({"keyring"}, {"store"}),
}

DOES_NOT_IMPORT = [
    ("ui", "store"),
    ("ui", "sync"),
    ("ui", "documents"),
    ("services", "ui"),
    ("store", "services"),
    ("records", "store"),
    ("reports", "services"),
    ("documents", "store"),
    ("cli", "ui"),
]

# Each of these costs more than 10 ms, or brings something that does.
SLOW = {"PIL", "babel", "keyring", "openpyxl", "pypdfium2", "pyrage", "pythainlp", "reportlab", "uharfbuzz", "zxingcpp"}

# Ways of Peewee to write a table; the database's own triggers refuse the rest.
WRITES = {
    *("bulk_create", "bulk_update", "create_table", "create_tables", "delete_by_id", "delete_instance"),
    *("drop_table", "drop_tables", "insert_from", "insert_many", "replace_many", "set_by_id"),
}

# In these packages a file that begins with "_" is machinery, not a secret; this machinery is made for the others too.
MADE_FOR_OTHERS = {
    "documents._document",
    "records._choices",
    "records._fields",
    "records._record",
    "records._shown",
    "reports._areas",
    "reports._completeness",
    "reports._counted",
    "reports._report",
}

# The window's work, and the pipe that age needs to encrypt a stream.
STARTS_THREADS = {"ui.tasks", "sync.sealing"}
THREADS = {"QRunnable", "QThread", "QThreadPool", "Thread", "ThreadPoolExecutor"}


@dataclass(frozen=True)
class Import:
    """One imported name: by which file, on which line, and when."""

    importer: str
    line: int
    module: str
    name: str = ""
    at_start: bool = True
    """Whether importing the file imports this too: not inside a function, not for the type checker alone."""

    def __str__(self) -> str:
        return f"{self.importer} line {self.line} imports {self.module} {self.name}".strip()


def test_every_file_has_a_row_in_the_table() -> None:
    assert not [module for module in modules() if module != PACKAGE and row(module) is None]


@pytest.mark.parametrize("who", MAY_IMPORT)
def test_a_part_imports_only_what_its_row_allows(who: str) -> None:
    parts, libraries = MAY_IMPORT[who]
    allowed = {PACKAGE, *(f"{PACKAGE}.{part}" for part in parts | {who})}
    assert not [
        str(each)
        for each in imports()
        if row(each.importer) == who
        and (
            each.module != PACKAGE and not any(within(each.module, place) for place in allowed - {PACKAGE})
            if within(each.module, PACKAGE)
            else library(each) not in libraries | sys.stdlib_module_names
        )
    ]


@pytest.mark.parametrize("rule", LIVES_IN)
def test_that(rule: str) -> None:
    libraries, places = LIVES_IN[rule]
    assert not [
        str(each)
        for each in imports()
        if library(each) in libraries and not any(within(each.importer, f"{PACKAGE}.{place}") for place in places)
    ]


@pytest.mark.parametrize(("who", "whom"), DOES_NOT_IMPORT, ids=str)
def test_who_does_not_import_whom(who: str, whom: str) -> None:
    assert not [
        str(each)
        for each in imports()
        if within(each.importer, f"{PACKAGE}.{who}") and within(each.module, f"{PACKAGE}.{whom}")
    ]


@pytest.mark.parametrize("module", ["sync.change", "sync.merge"])
def test_merge_and_change_import_nothing_but_the_standard_library(module: str) -> None:
    allowed = sys.stdlib_module_names | {f"{PACKAGE}.sync.change"}
    assert not [
        str(each)
        for each in imports()
        if each.importer == f"{PACKAGE}.{module}" and not {each.module, library(each)} & allowed
    ]


def test_only_the_main_module_the_command_line_and_the_self_test_import_app() -> None:
    assert {each.importer.split(".")[1] for each in imports() if each.module == f"{PACKAGE}.app"} <= {
        "__main__",
        "cli",
        "selftest",
    }


def test_only_the_store_writes() -> None:
    assert not [
        f"{module} line {node.lineno} calls {node.func.attr}"
        for module in modules()
        if not within(module, f"{PACKAGE}.store")
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
    ]


def test_no_file_imports_something_private_of_another_package() -> None:
    assert not [
        str(each)
        for each in imports()
        if within(each.module, PACKAGE)
        and not within(each.importer, home(each.module))
        and each.module.removeprefix(PACKAGE + ".") not in MADE_FOR_OTHERS
        and any(is_private(part) for part in (*each.module.split("."), each.name))
    ]


def test_a_thread_is_started_by_tasks_alone_or_to_seal_a_stream() -> None:
    assert not [
        f"{module} line {node.lineno} knows {name}"
        for module in modules()
        if module.removeprefix(PACKAGE + ".") not in STARTS_THREADS
        for node in ast.walk(tree(module))
        if (name := getattr(node, "id", getattr(node, "attr", ""))) in THREADS and isinstance(node, ast.expr)
    ]


@pytest.mark.parametrize("first", ["__main__", "app", "cli", "ui.window"])
def test_slow_libraries_are_not_imported_at_start(first: str) -> None:
    assert not [way for way, found in ways_at_start(f"{PACKAGE}.{first}") if found in SLOW]


@pytest.mark.parametrize("first", ["__main__", "cli", "services", "store", "sync", "records", "reports", "documents"])
def test_no_command_imports_qt(first: str) -> None:
    starts = [module for module in modules() if within(module, f"{PACKAGE}.{first}")]
    assert not [way for start in starts for way, found in ways_at_start(start) if found == "PySide6"]


def ways_at_start(first: str) -> Iterator[tuple[str, str]]:
    """Follow the imports that run when this module is imported: the way to each library, and the library."""
    seen, waiting = {first}, [(first, first)]
    while waiting:
        module, way = waiting.pop()
        for each in imports():
            if each.importer != module or not each.at_start or each.module in seen:
                continue
            seen.add(each.module)
            further = f"{way} → {each.module}"
            if within(each.module, PACKAGE):
                waiting += [(place, further) for place in (each.module, *packages_around(each.module))]
            else:
                yield further, library(each)


@cache
def modules() -> dict[str, Path]:
    """Find every module of the program by its dotted name."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = [PACKAGE, *path.relative_to(ROOT).with_suffix("").parts]
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


@cache
def imports() -> tuple[Import, ...]:
    """List every import of every module."""
    return tuple(each for module in modules() for each in _imports(module, tree(module), at_start=True))


def _imports(module: str, node: ast.AST, *, at_start: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(module, child.lineno, alias.name, at_start=at_start)
        elif isinstance(child, ast.ImportFrom):
            source = _absolute(module, child)
            for alias in child.names:
                is_module = f"{source}.{alias.name}" in modules()
                target, name = (f"{source}.{alias.name}", "") if is_module else (source, alias.name)
                yield Import(module, child.lineno, target, name, at_start)
        else:
            inner = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for_types = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
            yield from _imports(module, child, at_start=at_start and not inner and not for_types)


def _absolute(module: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    keep = len(parts) - node.level + (modules()[module].name == "__init__.py")
    return ".".join([*parts[:keep], *([node.module] if node.module else [])])


def row(module: str) -> str | None:
    fitting = [name for name in MAY_IMPORT if within(module, f"{PACKAGE}.{name}")]
    return max(fitting, key=len, default=None)


def within(module: str, place: str) -> bool:
    return module == place or module.startswith(place + ".")


def library(each: Import) -> str:
    return each.module.split(".")[0]


def home(module: str) -> str:
    """Name the package that a module lies in; a package is its own home."""
    path = modules().get(module)
    return module if path and path.name == "__init__.py" else module.rpartition(".")[0]


def packages_around(module: str) -> list[str]:
    """List the packages that Python imports before it imports this module."""
    parts = module.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")
