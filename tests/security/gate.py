"""Finds code that could run what a file, a setting, a message or a record contains."""

import ast

MODULES = {
    "pickle", "cPickle", "_pickle", "dill", "cloudpickle", "jsonpickle", "joblib", "marshal",
    "shelve", "code", "codeop", "xmlrpc",
}  # fmt: skip
NAMES = {"eval", "exec", "compile", "__import__"}
METHODS = {"read_pickle", "to_pickle", "unsafe_load", "full_load"}
SHELLS = {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"}
YAML = {"yaml.load", "yaml.load_all"}


def dangers(source: str) -> list[int]:
    """Return the lines, each once."""
    return sorted({_line(node) for node in ast.walk(ast.parse(source)) if _is_danger(node)})


def _is_danger(node: ast.AST) -> bool:
    match node:
        case ast.Import(names=names):
            return any(one.name.partition(".")[0] in MODULES for one in names)
        case ast.ImportFrom(module=module, names=names):
            if module == "builtins":
                return any(one.name in NAMES for one in names)
            return (module or "").partition(".")[0] in MODULES
        case ast.Call():
            return _is_dangerous_call(node)
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name in NAMES
        case _:
            return False


def _is_dangerous_call(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    module, _, last = name.rpartition(".")
    if (module in {"", "builtins"} and last in NAMES) or last in METHODS or name in SHELLS | YAML:
        return True
    if last == "getattr" and any(_is(one, *NAMES) for one in call.args):
        return True
    return any(
        one.arg in {"shell", "allow_pickle"} and not _is(one.value, False) for one in call.keywords
    )


def _is(node: ast.expr, *values: object) -> bool:
    return isinstance(node, ast.Constant) and node.value in values


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 0))
