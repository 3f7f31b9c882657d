"""The plugin in German."""

from __future__ import annotations

import shutil

from babel.messages.pofile import read_po

from tests.plugins.wordpress.site import ADMIN, PLUGIN, Site

LANGUAGES = PLUGIN / "languages"
# WordPress offers a language that it has a catalog of its own for; any will do.
SPEAK = (
    "wp_mkdir_p(WP_LANG_DIR);copy('{catalog}', WP_LANG_DIR . '/de_DE.mo');"
    "update_user_meta(get_user_by('login', '{user}')->ID, 'locale', '{locale}');"
)


def test_every_text_of_the_template_is_german_too() -> None:
    catalogs = []
    for name in ("factcheck.pot", "factcheck-de_DE.po"):
        with (LANGUAGES / name).open("rb") as file:
            catalogs.append(read_po(file))
    template, german = catalogs
    assert {message.id for message in template} == {message.id for message in german}
    assert [message.id for message in german if message.id and not all(message.string or [""])] == []


def test_settings_and_editor_speak_german_to_who_wants_it(site: Site) -> None:
    catalog = LANGUAGES / "factcheck-de_DE.mo"
    site.run_php(SPEAK.format(catalog=catalog, user=ADMIN, locale="de_DE"))
    try:
        with site.sign_in(ADMIN) as client:
            settings = client.get("/wp-admin/options-general.php", params={"page": "factcheck"}).text
            editor = client.get("/wp-admin/post-new.php").text
    finally:
        site.run_php(SPEAK.format(catalog=catalog, user=ADMIN, locale=""))
        shutil.rmtree(site.folder / "wp-content" / "languages")
    assert "Verbindung testen" in settings
    assert "Entwurf prüfen" in editor
    assert "%d Behauptungen sind widerlegt oder überholt." in editor
