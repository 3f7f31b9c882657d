"""Collect the plugin's texts into its catalogs and compile those: ``.mo`` for PHP, ``.json`` for the scripts.

Needs ``xgettext`` of GNU gettext, which reads PHP and JavaScript. WordPress looks for a script's texts in
``DOMAIN-LOCALE-HANDLE.json``, in the format of Jed.
"""

from __future__ import annotations

import json
import subprocess
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PLUGIN = Path(__file__).parent / "factcheck"
LANGUAGES = PLUGIN / "languages"
KEYWORDS = ["", "__", "_e", "_n:1,2", "_x:1,2c", "esc_html__", "esc_attr__"]
HEADERS = {
    "Report-Msgid-Bugs-To",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Generated-By",
    "Last-Translator",
    "Language-Team",
}


def collect() -> Catalog:
    """Return the texts of all files as a template, without line numbers and dates, so that it changes with them alone."""
    files = sorted(str(path.relative_to(PLUGIN)) for path in PLUGIN.rglob("*") if path.suffix in {".php", ".js"})
    options = ["--from-code=UTF-8", "--add-location=file", "--add-comments=translators", "--output=-"]
    keywords = [f"--keyword={keyword}" if keyword else "--keyword" for keyword in KEYWORDS]
    found = subprocess.run(["xgettext", *options, *keywords, *files], cwd=PLUGIN, check=True, capture_output=True)
    english = found.stdout.replace(b"nplurals=INTEGER; plural=EXPRESSION;", b"nplurals=2; plural=(n != 1);")
    template = read_po(BytesIO(english))
    template.project, template.version, template.header_comment = "Factcheck", "0.1.0", "# Texts of the plugin"
    return template


def keep(catalog: Catalog, path: Path) -> None:
    """Write a catalog without the headers that would change on their own."""
    with path.open("wb") as file:
        write_po(file, catalog, width=100)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.lstrip('"').split(":")[0] not in HEADERS]
    path.write_text("".join(kept), encoding="utf-8")


def compile_script(catalog: Catalog, script: Path) -> str:
    """Return the texts of one script as WordPress hands them to the browser; empty if it has none."""
    here = str(script.relative_to(PLUGIN))
    messages = [message for message in catalog if message.id and here in {name for name, _ in message.locations}]
    texts = {first_of(message): as_list(message.string) for message in sorted(messages, key=first_of)}
    header = {"domain": "messages", "lang": str(catalog.locale), "plural-forms": catalog.plural_forms}
    content = {"domain": "messages", "locale_data": {"messages": {"": header, **texts}}}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n" if texts else ""


def first_of(message: Message) -> str:
    """Return the text that a message is looked up by."""
    return str(as_list(message.id)[0])


def as_list(text: str | list[str] | tuple[str, ...]) -> list[str]:
    """Return the forms of a text."""
    return [text] if isinstance(text, str) else list(text)


def main() -> None:
    """Renew template, translations and what is compiled of them."""
    template = collect()
    keep(template, LANGUAGES / "factcheck.pot")
    for path in sorted(LANGUAGES.glob("factcheck-*.po")):
        locale = path.stem.removeprefix("factcheck-")
        with path.open("rb") as file:
            catalog = read_po(file, locale=locale)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        catalog.project, catalog.version = template.project, template.version
        keep(catalog, path)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)
        for script in sorted((PLUGIN / "assets").glob("*.js")):
            if content := compile_script(catalog, script):
                (LANGUAGES / f"{path.stem}-factcheck-{script.stem}.json").write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
