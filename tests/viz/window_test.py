#!/usr/bin/env python3
"""The viewer in a real window: window_test.py CONCORD_VIEW SCENARIO.

Starts an X server without a screen (Xvfb), opens a scenario, moves a slider with the mouse (xdotool) and looks at the
pixels; then quits with a key. The program tells where its widgets stand (--write-probes)."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM, SCENARIO = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
PATIENCE = 60  # seconds for what takes one on an idle machine


def wait_for(what, condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"waited {PATIENCE} s in vain for {what}")


@unittest.skipUnless(shutil.which("Xvfb") and shutil.which("xdotool"), "needs the packages xvfb and xdotool")
class Window(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-noreset", "-nolisten", "tcp",
             "-fbdir", self.folder.name],
            pass_fds=[write], stderr=subprocess.DEVNULL)
        self.addCleanup(self.stop, self.server)
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()  # to its end: the server dies if nobody reads that
        self.environment = {**os.environ, "DISPLAY": f":{number}", "XDG_CONFIG_HOME": str(self.path / "config"),
                            "LIBGL_ALWAYS_SOFTWARE": "1"}
        wait_for("the X server", lambda: subprocess.run(["xdotool", "getmouselocation"], env=self.environment,
                                                        capture_output=True).returncode == 0)

    @staticmethod
    def stop(process):
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, *arguments):
        viewer = subprocess.Popen([PROGRAM, "--write-probes", self.path / "probes", *arguments], env=self.environment,
                                  stderr=subprocess.PIPE, text=True)
        self.addCleanup(viewer.stderr.close)
        self.viewer = viewer
        self.addCleanup(self.stop, viewer)
        return viewer

    def probes(self):
        """Rectangles of widgets by name; `frames` is the number of frames drawn so far."""
        if self.viewer.poll() not in (None, 0):
            raise AssertionError(f"the viewer ended with {self.viewer.returncode}: {self.viewer.stderr.read()}")
        try:
            lines = (self.path / "probes").read_text().splitlines()
        except FileNotFoundError:
            return {}
        found = {}
        for line in lines:
            numbers, name = line.split("\t", 1)
            found[name] = [float(n) for n in numbers.split()]
        return found

    def pixels(self):
        return (self.path / "Xvfb_screen0").read_bytes()

    def xdotool(self, *arguments):
        subprocess.run(["xdotool", *map(str, arguments)], env=self.environment, check=True)

    def middle(self, name):
        x0, y0, x1, y1 = wait_for(f"the widget {name!r}", lambda: self.probes().get(name))
        return round((x0 + x1) / 2), round((y0 + y1) / 2)

    def click(self, name):
        self.xdotool("mousemove", *self.middle(name), "sleep", 0.1, "click", 1)

    def settled(self):
        """Waits until no frames are drawn any more; gives the pixels."""
        def still():
            before = self.probes().get("frames")
            time.sleep(0.5)
            return before is not None and self.probes().get("frames") == before
        wait_for("the window to rest", still)
        return self.pixels()

    def test_opens_follows_a_slider_and_quits(self):
        viewer = self.start(SCENARIO)
        self.middle("figure")
        self.settled()  # the first frames move widgets
        self.xdotool("search", "--sync", "--name", "Concord", "windowfocus")  # no window manager does it here
        self.click("search")
        self.settled()  # letters that come before the field is ready are lost
        self.xdotool("type", "pooling.floor")
        wait_for("the slider", lambda: self.probes().get("pooling.floor"))
        before = self.settled()  # others go away with the last letters, and it moves
        x0, y0, x1, y1 = self.probes()["pooling.floor"]
        y = round((y0 + y1) / 2)
        self.xdotool("mousemove", round(x0 + 0.1 * (x1 - x0)), y, "sleep", 0.1, "mousedown", 1)
        for share in (0.3, 0.6, 0.95):
            self.xdotool("mousemove", round(x0 + share * (x1 - x0)), y, "sleep", 0.1)
        self.xdotool("mouseup", 1)
        wait_for("the mark of a change", lambda: self.probes().get("reset pooling.floor"))
        self.xdotool("mousemove", 5, 400)
        after = self.settled()
        self.assertNotEqual(before, after)
        # The middle of the picture has changed, not only the panel: compare the rows through the figure.
        fx0, fy0, fx1, fy1 = self.probes()["figure"]
        head = len(before) - 1280 * 800 * 4
        rows = range(int(fy0) + 20, min(int(fy1), 700), 5)
        strip = lambda image, row: image[head + (row * 1280 + int(fx0)) * 4:head + (row * 1280 + int(min(fx1, 1279))) * 4]
        self.assertTrue(any(strip(before, row) != strip(after, row) for row in rows))
        self.xdotool("key", "ctrl+q")
        self.assertEqual(viewer.wait(PATIENCE), 0, viewer.stderr.read())
        self.assertTrue((self.path / "config" / "concord" / "viewer.txt").exists())

    def test_notices_keys_that_are_pressed_for_less_than_a_frame(self):
        viewer = self.start(SCENARIO)
        self.middle("figure")
        self.settled()
        self.xdotool("key", "--delay", 0, "ctrl+q")
        self.assertEqual(viewer.wait(PATIENCE), 0, viewer.stderr.read())

    def test_draws_nothing_while_nothing_changes(self):
        self.start(SCENARIO)
        self.middle("figure")
        self.xdotool("search", "--sync", "--name", "Concord", "windowfocus")
        self.rests("live")
        self.xdotool("key", "0")
        self.middle("target quarter 8")
        self.xdotool("mousemove", *self.middle("target quarter 8"))
        self.rests("the mouse over a chart")
        self.xdotool("key", "Home", "space")
        wait_for("it to play", lambda: self.probes()["frames"] > [self.frames[0] + 5])
        self.xdotool("key", "space")
        self.rests("playing stopped")

    def test_draws_nothing_while_nothing_is_new_in_a_campaign(self):
        design = self.path / "design.yaml"
        (self.path / "scenario.yaml").write_text("concord: 1\nworld: {synthetic: {systems: 2}}\nquarters: 4\n")
        design.write_text("sweep: 1\ntitle: Duty\nscenario: scenario.yaml\nreplicates: 8\n"
                          "axes:\n  duty.strength: [0, 1]\noutcomes:\n  share: {measure: institution_share}\n")
        folder = self.path / "campaign"
        done = subprocess.run([PROGRAM.parent / "concord", "sweep", design, "-o", folder, "--shard", "1/2"],
                              capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.start(folder)
        self.middle("figure")
        self.rests("a campaign that stands still")
        subprocess.run([PROGRAM.parent / "concord", "sweep", folder, "--quiet"], check=True, timeout=PATIENCE)
        wait_for("the new runs", lambda: self.probes()["frames"] > self.frames)

    def rests(self, what):
        """No frame is drawn for two seconds."""
        self.settled()
        self.frames = self.probes()["frames"]
        time.sleep(2)
        self.assertEqual(self.probes()["frames"], self.frames, what)

    def test_says_what_is_missing_without_a_display(self):
        environment = {k: v for k, v in self.environment.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
        done = subprocess.run([PROGRAM, SCENARIO], env=environment, capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 3)
        self.assertIn("--shot", done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
