"""Completion in the shell: commands, groups, options, settings and cases.

Click completes commands and their switches; here are the words after them, which are
``key=value``, and scripts for bash and zsh that know of such words: bash breaks them at ``=``,
and no space may follow a key whose value is still to come.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    ZshComplete,
    add_completion_class,
    split_arg_string,
)

BREAKS = "=:"  # of bash's own, those that stand inside words of marosim
SWITCHES = ("true", "false")

BASH = r"""
%(complete_func)s() {
    local IFS=$'\n' line kind value
    COMPREPLY=()
    for line in $(env COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_BREAKS="$COMP_WORDBREAKS" \
                  %(complete_var)s=bash_complete "$1"); do
        IFS=',' read -r kind value <<< "$line"
        case $kind in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            *) COMPREPLY+=("$value") ;;
        esac
    done
    [[ ${#COMPREPLY[@]} -gt 0 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
    return 0
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

ZSH = r"""
#compdef %(prog_name)s
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
%(complete_func)s() {
    local -a open whole
    local kind key help
    for kind key help in "${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) \
                                  %(complete_var)s=zsh_complete %(prog_name)s)}"; do
        case $kind in
            dir) _path_files -/ ;;
            file) _path_files -f ;;
            plain) if [[ $key == *= ]]; then open+=("$key"); else whole+=("$key"); fi ;;
        esac
    done
    (( ${#open} )) && compadd -U -S '' -V keys -a open
    (( ${#whole} )) && compadd -U -V words -a whole
    return 0
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""


class Bash(BashComplete):
    """Words with ``=`` in them, of which bash replaces only what stands after it."""

    source_template = BASH
    taken = ""  # of the word, what stands before bash's last break

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one to complete, and that one."""
        line = os.environ["COMP_LINE"]
        words = split_arg_string(line)
        incomplete = "" if line[-1:].isspace() else words.pop()
        breaks = [sign for sign in BREAKS if sign in os.environ.get("COMP_BREAKS", BREAKS)]
        self.taken = incomplete[: max((incomplete.rfind(s) for s in breaks), default=-1) + 1]
        return words[1:], incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """One line: the kind, and what bash puts in the place of its own part of the word."""
        return f"{item.type},{item.value.removeprefix(self.taken)}"


class Zsh(ZshComplete):
    """Keys without a space after them."""

    source_template = ZSH


def ready() -> None:
    """Let the shells' questions be answered in this process."""
    add_completion_class(Bash)
    add_completion_class(Zsh)


def words(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """What a word of the form ``key=value`` may become."""
    key, sign, given = incomplete.partition("=")
    if not sign:
        return _keys(key)
    done, comma, last = given.rpartition(",")
    taken = done.split(",") if comma else []
    before = f"{key}={done}{comma}"
    return [before + v for v in _values(key) if v.startswith(last) and v not in taken]


def described(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """What follows ``describe``: a kind of thing, then a name of this kind."""
    from marosim.study.explained import EXAMPLES, KNOWN

    before = context.params.get("overrides") or ()
    if not before:
        return _from(EXAMPLES, incomplete)
    return _from(KNOWN[before[0]](), incomplete) if before[0] in KNOWN else []


def responses(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Names of responses."""
    return _from(_values("response"), incomplete)


def _from(known: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in known if name.startswith(incomplete)]


def _keys(start: str) -> list[str]:
    """Groups and options of studies; settings of the model only where none of these is meant.

    There are hundreds of settings, and to know them takes a second.
    """
    from marosim.core.setting import names
    from marosim.study.options import StudyOptions
    from marosim.study.own import option_files

    found = _from(dict.fromkeys(["scenario", *option_files(), *names(StudyOptions())]), start)
    if not found:
        from marosim.study.compose import known_names

        found = _from(known_names(), start)
    return [f"{key}=" for key in found]


def _values(key: str) -> list[str]:
    """The values that a key can have, where they can be listed."""
    from marosim import cases
    from marosim.languages import LANGUAGES
    from marosim.study.own import option_files

    if key == "scenario":
        return list(cases.available())
    if key == "lang":
        return list(LANGUAGES)
    if key in (files := option_files()):
        return list(files[key])
    return _choices(key)


def _choices(key: str) -> list[str]:
    from marosim.core.setting import rows
    from marosim.settings import Settings
    from marosim.study.options import StudyOptions

    row = next((r for kind in (StudyOptions(), Settings()) for r in rows(kind) if r.name == key),
               None)  # fmt: skip
    if row is None:
        return []
    return list(row.choices or (SWITCHES if isinstance(row.value, bool) else ()))
