#!/usr/bin/env python3
"""Load reports in headless Chromium and check what a reader would see.

    report-browser.py REPORT... [--screenshots FOLDER]

No console message above info, no network request, every figure drawn with its data in light and dark,
on a wide and a narrow page and in print; hovering, playing and the legend work. Needs Debian's
chromium, chromium-driver and python3-selenium.
"""
import argparse
import base64
import json
import pathlib
import sys
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

DRIVER = "/usr/bin/chromedriver"
WIDTHS = {"wide": (1280, 900), "narrow": (390, 844)}

# For each figure: number of points drawn and whether it overflows the page.
FIGURES = """
return [...document.querySelectorAll(".chart")].map(plot => ({
  id: plot.id,
  points: (plot.data || []).reduce((sum, trace) => sum + ((trace.z || trace.x || []).length), 0),
  expected: (JSON.parse(document.getElementById(plot.id.replace("plot-", "data-")).textContent).data || [])
    .reduce((sum, trace) => sum + ((trace.z || trace.x || []).length), 0),
  marks: plot.querySelectorAll("path, image, .point").length,
  titles: ["x", "y"].map(axis => (plot.querySelector("." + axis + "title") || {}).textContent || ""),
  rows: plot.parentElement.querySelectorAll("details tbody tr").length,
}));
"""


class Browser:
    def __init__(self):
        options = webdriver.ChromeOptions()
        for argument in ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                         "--hide-scrollbars"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Service(DRIVER), options=options)
        self.driver.set_script_timeout(60)

    def load(self, path, scheme, width):
        wide, high = WIDTHS[width]
        self.command("Emulation.setDeviceMetricsOverride", width=wide, height=high, deviceScaleFactor=1,
                     mobile=width == "narrow")
        self.scheme(scheme)
        self.driver.get(path.resolve().as_uri())
        self.wait_drawn(scheme)

    def scheme(self, scheme):
        self.command("Emulation.setEmulatedMedia", media="",
                     features=[{"name": "prefers-color-scheme", "value": scheme}])

    def wait_drawn(self, state):
        for _ in range(300):
            if self.run("return !document.querySelector('.chart') || "
                        f"document.documentElement.dataset.drawn === '{state}'"):
                return
            time.sleep(0.1)
        raise AssertionError(f"figures are not drawn ({state})")

    def command(self, name, **parameters):
        return self.driver.execute_cdp_cmd(name, parameters)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def messages(self):
        """Console messages above info, and addresses asked for other than the file's own."""
        loud = [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] != "INFO"]
        asked = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                asked.append(message["params"]["request"]["url"])
        return loud, [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]

    def picture(self, path):
        size = self.run("return [document.documentElement.clientWidth, document.documentElement.scrollHeight]")
        data = self.command("Page.captureScreenshot", captureBeyondViewport=True,
                            clip={"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1})["data"]
        path.write_bytes(base64.b64decode(data))


class Checks:
    def __init__(self):
        self.failed = 0

    def expect(self, right, text):
        if not right:
            self.failed += 1
            print(f"FAIL: {text}")


def check_figures(checks, browser, where):
    for figure in browser.run(FIGURES):
        name = f"{where}: {figure['id']}"
        checks.expect(figure["points"] > 0 and figure["points"] == figure["expected"],
                      f"{name}: {figure['points']} points, expected {figure['expected']}")
        checks.expect(figure["marks"] > 3, f"{name}: nothing is drawn")
        checks.expect(all(figure["titles"]), f"{name}: titles of axes: {figure['titles']}")
        checks.expect(figure["rows"] > 0, f"{name}: no table behind it")
    overflow = browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
    checks.expect(overflow <= 0, f"{where}: the page is {overflow} px wider than the window")


def check_console(checks, browser, where):
    loud, asked = browser.messages()
    checks.expect(not loud, f"{where}: console: {loud}")
    checks.expect(not asked, f"{where}: network: {asked}")


def move_pointer(browser, x, y):
    browser.command("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
    time.sleep(0.3)


def check_hover(checks, browser, where):
    """Pointing at a point of a single device names it and draws it thick."""
    place = browser.run("""
      const plot = document.querySelector('#plot-accuracy-devices, #plot-loss-devices');
      if (!plot) return null;
      plot.scrollIntoView({block: 'center'});
      const all = plot.data.find(trace => trace.meta === 'devices');
      const k = all.x.findIndex(value => value !== null) + 1;
      const layout = plot._fullLayout, box = plot.getBoundingClientRect();
      return [box.left + layout.xaxis._offset + layout.xaxis.d2p(all.x[k]),
              box.top + layout.yaxis._offset + layout.yaxis.d2p(all.y[k]), all.customdata[k]];""")
    if place is None:
        return
    move_pointer(browser, place[0] + 40, place[1] + 5)
    move_pointer(browser, place[0], place[1])
    found = browser.run("""
      const plot = document.querySelector('#plot-accuracy-devices, #plot-loss-devices');
      return [[...plot.querySelectorAll('.hoverlayer text')].map(text => text.textContent).join(' '),
              plot.data.find(trace => trace.meta === 'chosen').x.length];""")
    checks.expect("device" in found[0] or "mean" in found[0], f"{where}: hover says '{found[0]}'")
    checks.expect("mean" in found[0] or found[1] > 1, f"{where}: no device is drawn thick")


def check_legend(checks, browser, where):
    """A click on an entry hides its curve."""
    place = browser.run("""
      const plot = document.getElementById('plot-staleness');
      if (!plot) return null;
      plot.scrollIntoView({block: 'center'});
      const box = plot.querySelector('.legendtoggle').getBoundingClientRect();
      return [box.left + box.width / 2, box.top + box.height / 2];""")
    if place is None:
        return
    for kind in ("mousePressed", "mouseReleased"):
        browser.command("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left",
                        clickCount=1)
    time.sleep(1)
    hidden = browser.run("return document.getElementById('plot-staleness').data"
                         ".filter(trace => trace.visible === 'legendonly').length")
    checks.expect(hidden == 1, f"{where}: a click on the legend hides {hidden} curves")


def check_play(checks, browser, where):
    """Play moves devices; the slider follows."""
    state = """const plot = document.getElementById('plot-map');
      return plot && plot._fullLayout.sliders && plot._fullLayout.sliders.length ?
        [plot._fullLayout.sliders[0].active, JSON.stringify(plot.data.map(trace => trace.x))] : null;"""
    before = browser.run(state)
    if before is None:
        return
    place = browser.run("""
      const plot = document.getElementById('plot-map');
      plot.scrollIntoView({block: 'center'});
      const box = plot.querySelector('.updatemenu-button').getBoundingClientRect();
      return [box.left + box.width / 2, box.top + box.height / 2];""")
    for kind in ("mousePressed", "mouseReleased"):
        browser.command("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left",
                        clickCount=1)
    time.sleep(2.5)
    after = browser.run(state)
    checks.expect(after[0] > before[0] and after[1] != before[1], f"{where}: Play moves nothing")


def check_print(checks, browser, path):
    """On paper all figures are there, in light colours, within its width."""
    browser.run("window.dispatchEvent(new Event('beforeprint')); document.documentElement.dataset.drawn = ''")
    browser.wait_drawn("light")
    widths = browser.run("return [...document.querySelectorAll('.chart')].map(plot => plot._fullLayout.width)")
    checks.expect(all(width == 660 for width in widths), f"{path.name}: in print figures are {widths} wide")
    pages = browser.command("Page.printToPDF", printBackground=False)["data"]
    checks.expect(len(pages) > 20000, f"{path.name}: an empty print")
    return base64.b64decode(pages)


def check_report(checks, browser, path, screenshots):
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            where = f"{path.name}, {width}, {scheme}"
            browser.load(path, scheme, width)
            check_figures(checks, browser, where)
            if screenshots:
                browser.picture(screenshots / f"{path.stem}-{width}-{scheme}.png")
            check_console(checks, browser, where)
    browser.load(path, "light", "wide")
    for check in (check_hover, check_legend, check_play):
        check(checks, browser, path.name)
    browser.scheme("dark")
    browser.wait_drawn("dark")
    check_figures(checks, browser, f"{path.name}, turned dark")
    printed = check_print(checks, browser, path)
    if screenshots:
        (screenshots / f"{path.stem}.pdf").write_bytes(printed)
    check_console(checks, browser, path.name)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="+", type=pathlib.Path, metavar="REPORT")
    parser.add_argument("--screenshots", type=pathlib.Path, metavar="FOLDER")
    arguments = parser.parse_args()
    checks = Checks()
    browser = Browser()
    try:
        for path in arguments.reports:
            check_report(checks, browser, path, arguments.screenshots)
    finally:
        browser.driver.quit()
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
