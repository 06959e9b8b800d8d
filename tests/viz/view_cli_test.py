#!/usr/bin/env python3
"""The viewer without a window: view_cli_test.py CONCORD_VIEW CONFIGS."""

import csv
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree
import zlib

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

    def test_pictures_say_where_their_numbers_come_from(self):
        (self.path / "a.yaml").write_text("concord: 1\ntitle: A duty for £1\nworld: {synthetic: {systems: 3}}\nquarters: 8\n"
                                          "seed: 77\nparameters: {duty: {strength: 1.1}}\n")
        for figure in (["--figure"], []):
            self.view(self.path / "a.yaml", "--shot", self.path / "a.png", "--force", "--replicates", 5, *figure)
            data, at, texts = (self.path / "a.png").read_bytes(), 8, {}
            while at < len(data):
                length, kind = struct.unpack(">I4s", data[at:at + 8])
                body, check = data[at + 8:at + 8 + length], struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0]
                self.assertEqual(zlib.crc32(kind + body), check, kind)
                if kind == b"tEXt":
                    keyword, text = body.split(b"\0")
                    texts[keyword.decode()] = text.decode("latin-1")
                at += 12 + length
            self.assertTrue(texts["Comment"].startswith("Simulated, not observed. A duty for £1: 5 runs, seed 77."), texts)
            self.assertRegex(texts["Comment"], r"duty strength 1\.1 pp \(default 0\.35\).*Concord \d+\.\d+\.\d+ \(\S+\), model [0-9a-f]{16}\.$")
            self.assertIn("Title", texts)

    def test_figures_are_svg_and_csv_of_the_same_numbers(self):
        for ending in ("svg", "csv"):
            self.view(SCENARIO, "--shot", self.path / f"a.{ending}", "--view", "ranking", "--run", 0)
        svg = xml.etree.ElementTree.parse(self.path / "a.svg").getroot()
        self.assertIn("Simulated, not observed", "".join(svg.itertext()))
        lines = (self.path / "a.csv").read_text().splitlines()
        rows = list(csv.reader(line for line in lines if not line.startswith("#")))
        self.assertGreater(len(rows), 1)
        self.assertEqual({len(row) for row in rows}, {len(rows[0])})

    def numbers(self, *arguments):
        """Lines of comment, and the rows of a CSV as dictionaries."""
        self.view(*arguments, "--shot", self.path / "numbers.csv", "--force")
        lines = (self.path / "numbers.csv").read_text("utf-8-sig").splitlines()
        return ([line for line in lines if line.startswith("#")],
                list(csv.DictReader(line for line in lines if not line.startswith("#"))))

    def test_of_two_the_first_named_is_a_and_differences_are_b_less_a(self):
        for name, strength in (("a", 0.2), ("b", 1.1)):
            (self.path / f"{name}.yaml").write_text(
                "concord: 1\nworld: {synthetic: {systems: 3}}\nquarters: 8\n"
                f"parameters: {{duty: {{strength: {strength}}}}}\n")
        a, b = self.path / "a.yaml", self.path / "b.yaml"
        options = ["--view", "ensemble", "--measure", "institution_share", "--replicates", 5]
        median = "median (share)"
        for first, second, names in ((a, b, ("0.2", "1.1")), (b, a, ("1.1", "0.2"))):
            for run in range(2):
                one, two = (self.numbers(file, *options, "--run", run)[1] for file in (first, second))
                said, less = self.numbers(first, second, *options, "--run", run, "--compare", "difference")
                said = "\n".join(said)
                self.assertIn(f"A: duty strength {names[0]}. B: duty strength {names[1]}.", said)
                self.assertIn(f"(duty strength {names[1]} pp instead of {names[0]})", said)
                values = [{row["quarter"]: float(row[median]) for row in rows if row["series"] == f"run {run}"}
                          for rows in (one, two)]
                self.assertEqual(len(less), 8)
                for row in less:
                    self.assertAlmostEqual(float(row[median]),
                                           values[1][row["quarter"]] - values[0][row["quarter"]], places=5)
        said, _ = self.numbers(a, *options)
        self.assertIn("duty strength 0.2 pp (default 0.35)", "\n".join(said))

    def test_the_map_counts_what_the_measure_counts(self):
        scenario = self.path / "world.yaml"
        for seed in (1, 2):
            scenario.write_text(f"concord: 1\nworld: {{synthetic: {{systems: 9}}}}\nquarters: 20\nseed: {seed}\n")
            options = [scenario, "--replicates", 7, "--quarter", "2021/22 Q4"]
            said, _ = self.numbers(*options, "--view", "map", "--measure", "norm")
            counts = re.search(r"edian ([0-9.]+) of 9 systems \(90% of runs: ([0-9.]+)(?: to ([0-9.]+))?\)", said[0])
            self.assertTrue(counts, said)
            _, rows = self.numbers(*options, "--view", "ensemble", "--measure", "real")
            row = next(row for row in rows if row["quarter"] == "2021/22 Q4")
            low, high = counts[2], counts[3] or counts[2]
            for number, column in ((counts[1], "median"), (low, "5th percentile"), (high, "95th percentile")):
                self.assertAlmostEqual(float(number), float(row[f"{column} (systems)"]), delta=0.051)
            _, again = self.numbers(*options, "--view", "ensemble", "--measure", "count(systems, designated == 1 and norm >= 0.5)")
            self.assertEqual(again, rows)
        wrong = self.view(*options, "--view", "ensemble", "--measure", "count(systems, nrm < 1)", "--shot", self.path / "x.png", code=2)
        self.assertIn("--measure: count(systems, nrm < 1): at column 16, there is no measure 'nrm'; did you mean 'norm'?", wrong.stderr)

    def test_over_has_one_name_and_its_old_one(self):
        first, second = (self.numbers(SCENARIO, SCENARIO, "--view", "ranking", "--replicates", 2, "--compare", word)
                         for word in ("over", "overlay"))
        self.assertEqual(first, second)
        self.assertIn("over, beside", self.view("--help").stdout)

    def test_the_document_lists_the_views_as_the_program_does(self):
        """Docs, help and keys come from the same rows."""
        document = (CONFIGS.parent / "docs" / "viewer.md").read_text()
        self.assertIn(self.view("--list").stdout, document)
        helped = " ".join(self.view("--help").stdout.split())
        self.assertIn("map, system, organisation, network, multiples, distribution, ranking, spc, funnel, ensemble, parameters; "
                      "of sweeps heat, lines, runs, points, effects", helped)

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
        title, words = (self.path / "a.csv").read_text("utf-8-sig").splitlines()[:2]
        self.assertRegex(title, "^# Systems real in substance: B median .*, A median ")
        self.assertIn("; A rich and a poor system, ", words)  # the place that B is about
        self.assertIn("A: England ", words)

    def test_without_a_display_it_says_what_to_do(self):
        self.view(SCENARIO, "--shot", self.path / "a.png")
        for files in ([], [SCENARIO], [SCENARIO, SCENARIO], [self.path / "a.png"], [self.path / "none.h5"]):
            for _ in range(6):  # threads that open files are at any point
                self.assertIn("--shot", self.view(*files, code=3).stderr)

    def test_what_cannot_be_written_is_no_end_by_a_signal(self):
        for line, code in (('"$1" --size 1 --shot a.png x 2>/dev/full', 2), ('"$1" --bogus 2>&-', 64), ('"$1" --help >&-', 3),
                           ('"$1" --version >/dev/full', 3), ('"$1" --help | true; exit ${PIPESTATUS[0]}', 3),
                           ('ulimit -f 0; "$1" "$2" --shot out/x.png', 3), ('ulimit -f 2; "$1" "$2" --shot x.svg', 3),
                           ('ulimit -f 1; "$1" "$2" --report page', 3), ('"$1" "$2" --shot - >&- 2>&-', 2)):
            with self.subTest(line):
                done = subprocess.run(["bash", "-c", line, "bash", PROGRAM, SCENARIO], cwd=self.path, capture_output=True,
                                      text=True, timeout=120, env={"PATH": "/usr/bin:/bin"})
                self.assertEqual(done.returncode, code, done.stderr)
                if "ulimit" in line:
                    self.assertIn("File too large", done.stderr)
        self.assertEqual([path.name for path in self.path.rglob("*") if path.is_file()], [])

    def test_files_are_not_replaced_unless_asked(self):
        target = self.path / "a.svg"
        target.write_text("mine")
        self.view(SCENARIO, "--shot", target, code=3)
        self.assertEqual(target.read_text(), "mine")
        self.view(SCENARIO, "--shot", target, "--force")
        self.assertIn("<svg", target.read_text())

    def test_what_is_no_file_of_concord_is_named(self):
        (self.path / "a.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(1000))
        (self.path / "empty.h5").touch()
        (self.path / "folder").mkdir()
        (self.path / "prose.txt").write_text("Dear reader")
        (self.path / "d.yaml").write_text("sweep: 1\n")
        for name, why in (("a.h5", "cannot"), ("none.h5", "No such file or directory"), ("none/a.yaml", "No such file or directory"),
                          ("a.h5/b.h5", "Not a directory"), ("empty.h5", "an empty file"), ("folder", "a folder, but not of a campaign"),
                          ("prose.txt", "text, but no scenario"), ("d.yaml", "the design of a sweep"), ("/dev/null", "not a regular file")):
            for output in ("--shot", "--report"):
                with self.subTest(name, output=output):
                    said = self.view(self.path / name, output, self.path / "a.png", code=3).stderr
                    self.assertTrue(said.startswith(f"concord-view: {self.path / name}: "), said)
                    self.assertIn(why, said)
        self.assertFalse((self.path / "a.png").exists())

    def test_a_file_that_cannot_be_read_ends_with_the_words_of_the_system(self):
        (self.path / "loop.h5").symlink_to("loop.h5")
        long = self.path / ("x" * 300)
        for path, why in ((self.path / "loop.h5", "Too many levels of symbolic links"), (long, "File name too long")):
            said = self.view(path, "--shot", self.path / "a.png", code=3).stderr
            self.assertEqual(said, f"concord-view: {path}: {why}\n")

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
                self.assertEqual(done.returncode, 0 if target.exists() else 3, (n, done.stderr))
                self.assertEqual(done.stderr == "", target.exists(), done.stderr)
                refused += not target.exists()
        self.assertGreater(refused, 4)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
