"""The tools that others open our files with: bpmn-js in a real browser, and bpmnlint's recommended rules.

They are installed by npm into a folder of the user's cache, never into the repository. Where npm, its registry or
Chromium are not at hand, these tests skip and say so. LAJUR_BPMN_TOOLS names a folder that holds the packages already.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from lajur.catalogue.reader import catalogue_ids
from lajur.exchange.bpmn.testing import NUMBERS, sent

PACKAGES = ("bpmn-js@18", "bpmn-moddle@10", "bpmnlint@11")
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
LINT = """
const {BpmnModdle} = require('bpmn-moddle'), Linter = require('bpmnlint/lib/linter');
const resolver = require('bpmnlint/lib/resolver/node-resolver'), fs = require('fs');
(async () => {
  const told = {};
  for (const file of process.argv.slice(2)) {
    const {rootElement, warnings} = await new BpmnModdle().fromXML(fs.readFileSync(file, 'utf8'));
    const linter = new Linter({resolver: new resolver(), config: {extends: 'bpmnlint:recommended'}});
    const found = await linter.lint(rootElement);
    if (warnings.length || Object.keys(found).length) told[file] = [warnings.map(String), found];
  }
  console.log(JSON.stringify({told, files: process.argv.length - 2}));
})();
"""
OPEN = """async text => {
  document.body.innerHTML = '<div id="room" style="height: 600px"></div>';
  const viewer = new BpmnJS({container: '#room'});
  const {warnings} = await viewer.importXML(text);
  const shapes = viewer.get('elementRegistry').getAll().length;
  viewer.destroy();
  return [warnings.map(one => one.message), shapes];
}"""


@pytest.fixture(scope="module")
def tools():
    """The folder in which npm has put the packages."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("node and npm are not installed")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lajur-bpmn-tools"
    folder = Path(os.environ.get("LAJUR_BPMN_TOOLS") or cache)
    if not (folder / "node_modules" / "bpmnlint" / "package.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=45)
        except (subprocess.SubprocessError, OSError):
            pytest.skip("npm cannot install bpmn-js and bpmnlint here")
    return folder


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Every SOP of the catalogue and some generated ones, exported."""
    folder = tmp_path_factory.mktemp("bpmn")
    for number, which in enumerate([*catalogue_ids(), *NUMBERS[:6]]):
        (folder / f"{number:02}.bpmn").write_bytes(sent(which)[1])
    return sorted(folder.iterdir())


def lint(tools: Path, files: list[Path]) -> Any:
    script = tools / "lint.cjs"
    script.write_text(LINT)
    command = ["node", str(script), *map(str, files)]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60, text=True, cwd=tools)
    return json.loads(done.stdout)


def test_the_recommended_rules_of_bpmnlint_find_nothing(tools, files):
    assert lint(tools, files) == {"told": {}, "files": len(files)}


def test_they_would_find_what_is_wrong(tools, files, tmp_path):
    broken = tmp_path / "broken.bpmn"
    broken.write_bytes(files[0].read_bytes().replace(b"bpmn:exclusiveGateway", b"bpmn:complexGateway"))
    assert "no-complex-gateway" in json.dumps(lint(tools, [broken])["told"])


def test_bpmn_js_opens_every_file_in_a_browser_without_a_warning(tools, files):
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.set_content("<!doctype html><title>BPMN</title>")
        page.add_script_tag(path=tools / "node_modules/bpmn-js/dist/bpmn-viewer.production.min.js")
        try:
            for file in files:
                warnings, shapes = page.evaluate(OPEN, file.read_text())
                assert warnings == [], file.name
                assert shapes > 5
        finally:
            browser.close()
