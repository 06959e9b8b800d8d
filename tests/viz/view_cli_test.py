#!/usr/bin/env python3
"""The viewer without a window: view_cli_test.py CONCORD_VIEW CONFIGS."""

import csv
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

PROGRAM, CONFIGS = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
SCENARIO = CONFIGS / "teaching_two_systems.yaml"


class ViewCli(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name)

    def view(self, *arguments, code=0):
        done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=120,
                              env={"PATH": "/usr/bin:/bin"})  # no display
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def test_the_same_call_gives_the_same_picture(self):
        for name in ("one.png", "two.png"):
            self.view(SCENARIO, "--shot", self.path / name, "--view", "ensemble", "--size", "800x600")
        first = (self.path / "one.png").read_bytes()
        self.assertTrue(first.startswith(b"\x89PNG"))
        self.assertEqual(first, (self.path / "two.png").read_bytes())

    def test_figures_are_svg_and_csv_of_the_same_numbers(self):
        for ending in ("svg", "csv"):
            self.view(SCENARIO, "--shot", self.path / f"a.{ending}", "--view", "ranking", "--run", 0)
        svg = xml.etree.ElementTree.parse(self.path / "a.svg").getroot()
        self.assertIn("Simulated, not observed", "".join(svg.itertext()))
        lines = (self.path / "a.csv").read_text().splitlines()
        rows = list(csv.reader(line for line in lines if not line.startswith("#")))
        self.assertGreater(len(rows), 1)
        self.assertEqual({len(row) for row in rows}, {len(rows[0])})

    def test_a_report_is_a_page_with_its_files(self):
        self.view(SCENARIO, "--report", self.path / "report")
        page = (self.path / "report" / "index.html").read_text()
        root = xml.etree.ElementTree.fromstring(page.removeprefix("<!DOCTYPE html>\n"))
        for link in root.iter("a"):
            target = link.get("href")
            if not target.startswith("#"):
                self.assertTrue((self.path / "report" / target).exists(), target)

    def test_all_faults_of_a_scenario_are_told_a_line_each(self):
        scenario = self.path / "mine.yaml"
        scenario.write_text("concord: 1\nworld: {synthetic: {systems: 2}}\nparameters:\n  poolng: {floor: 1}\n"
                            "  duty: {strength: -1}\n")
        lines = self.view(scenario, "--shot", self.path / "a.png", code=2).stderr.splitlines()
        self.assertEqual(len(lines), 2, lines)
        self.assertIn("mine.yaml:4:3: parameters.poolng: unknown key; did you mean 'pooling'?", lines[0])
        self.assertIn("mine.yaml:5:20: parameters.duty.strength: -1 is outside", lines[1])

    def test_wrong_choices_are_told_together(self):
        text = self.view(SCENARIO, "--shot", self.path / "a.png", "--view", "mapp", "--quarter", "2020/21 Q7",
                         code=2).stderr
        self.assertIn("did you mean 'map'?", text)
        self.assertIn("--quarter: there is no quarter '2020/21 Q7'", text)
        self.assertFalse((self.path / "a.png").exists())

    def test_charts_over_time_show_the_quarters_asked_for(self):
        target = self.path / "a.csv"
        self.view(SCENARIO, "--shot", target, "--view", "ensemble", "--quarters", "2019/20 Q1..2020/21 Q4")
        rows = [line.split(",")[0] for line in target.read_text().splitlines() if not line.startswith("#")]
        self.assertEqual(rows[1], "2019/20 Q1")
        self.assertEqual(rows[-1], "2020/21 Q4")
        self.assertIn("2019/20 Q1 to 2020/21 Q4", target.read_text())
        text = self.view(SCENARIO, "--shot", target, "--force", "--quarters", "2020/21 Q4..2019/20 Q1", code=2).stderr
        self.assertIn("ends before it begins", text)

    def test_two_scenarios_are_compared_in_the_view_asked_for(self):
        """England takes longer, so that it is ready last though it is named first."""
        self.view(CONFIGS / "england_2019.yaml", SCENARIO, "--shot", self.path / "a.csv", "--view", "ensemble", "--measure", "real")
        title, words = (self.path / "a.csv").read_text().splitlines()[:2]
        self.assertTrue(title.startswith("# Systems real in substance: ") and title.endswith(" before"), title)
        self.assertIn("; England, ", words)
        self.assertIn("Before: ", words)

    def test_files_are_not_replaced_unless_asked(self):
        target = self.path / "a.svg"
        target.write_text("mine")
        self.view(SCENARIO, "--shot", target, code=3)
        self.assertEqual(target.read_text(), "mine")
        self.view(SCENARIO, "--shot", target, "--force")
        self.assertIn("<svg", target.read_text())

    def test_what_is_no_file_of_concord_is_named(self):
        (self.path / "a.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(1000))
        self.assertIn("a.h5", self.view(self.path / "a.h5", "--shot", self.path / "a.png", code=2).stderr)
        self.assertIn("there is no such file",
                      self.view(self.path / "none.h5", "--shot", self.path / "a.png", code=2).stderr)

    def test_what_cannot_be_shown_ends_with_its_reason_and_without_a_picture(self):
        run = [PROGRAM.parent / "concord", "run", SCENARIO, "-o", self.path / "a.h5", "--replicates", "12", "--quiet"]
        subprocess.run(run, check=True, capture_output=True, timeout=120)
        whole, refused = (self.path / "a.h5").read_bytes(), 0
        for n in range(1, 12):
            damaged = bytearray(whole)
            at = len(whole) * n // 12
            damaged[at:at + len(whole) // 24] = bytes(255 - byte for byte in damaged[at:at + len(whole) // 24])
            (self.path / "b.h5").write_bytes(damaged)
            for ending in ("png", "svg"):
                target = self.path / f"b{n}.{ending}"
                done = subprocess.run([PROGRAM, self.path / "b.h5", "--shot", target, "--view", "organisation", "--run", "3"],
                                      capture_output=True, text=True, timeout=120, env={"PATH": "/usr/bin:/bin"})
                self.assertEqual(done.returncode, 0 if target.exists() else 2, (n, done.stderr))
                self.assertEqual(done.stderr == "", target.exists(), done.stderr)
                refused += not target.exists()
        self.assertGreater(refused, 4)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
