#!/usr/bin/env python3
"""Dependencies point one way: viz -> experiments -> agents -> sim, and without circles between folders. Libraries stay
where they belong."""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FLOORS = ('sim', 'agents', 'experiments', 'viz')
SOURCES = {str(path.relative_to(ROOT)): path.read_text()
           for floor in FLOORS for path in sorted((ROOT / floor).rglob('*.[ch]pp'))}
problems = []


def folder(file):
    return file.rsplit('/', 1)[0]


def refuse(what, pattern, within, but='^$'):
    """Finds the pattern in files whose name begins with `within`, except where the name matches `but`."""
    for file, text in SOURCES.items():
        if re.match(within, file) and not re.match(but, file):
            for number, line in enumerate(text.split('\n'), 1):
                if re.search(pattern, line):
                    problems.append(f'{file}:{number}: {what}: {line.strip()}')


def check_rooms():
    """A room includes only rooms that stand above it in docs/architecture.md, and each has its row there."""
    rooms = re.findall(r'(?m)^\| `([a-z/]+)` \|', (ROOT / 'docs/architecture.md').read_text())
    for room in sorted({folder(file) for file in SOURCES} ^ set(rooms)):
        problems.append(f'docs/architecture.md: the rooms of the table are not those of the tree: {room}')
    place = {room: n for n, room in enumerate(rooms)}
    for file, text in SOURCES.items():
        for other in re.findall(r'^#include "([^"]+)"', text, re.M):
            if other in SOURCES and place.get(folder(other), 0) > place.get(folder(file), len(rooms)):
                problems.append(f'{file} includes {other}: {folder(other)} stands below {folder(file)} in docs/architecture.md')


def check_what_is_built_again(most=20):
    """A change of a mechanism's header compiles few source files again."""
    included = {file: re.findall(r'^#include "([^"]+)"', text, re.M) for file, text in SOURCES.items()}
    builds = collections.Counter()
    for unit in included:
        seen, waiting = set(), [unit] if unit.endswith('.cpp') else []
        while waiting:
            for other in included.get(waiting.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        builds.update(seen)
    for file, units in builds.items():
        if file.startswith('agents/mechanisms/') and units > most:
            problems.append(f'{file} is read by {units} source files: include it where its parameters or functions are used only')


def check_one_meaning():
    """A type of one name in one namespace is defined once: two would be one to the linker. What a file keeps to itself is its own."""
    defined = collections.defaultdict(list)
    for file, text in SOURCES.items():
        spaces = []
        for line in text.split('\n'):
            if opened := re.match(r'namespace ?([\w:]*) ?\{', line):
                spaces.append(opened[1])
            elif line.startswith('}  // namespace'):
                spaces.pop()
            elif '' not in spaces and (found := re.match(r'(?:struct|class|enum class) (\w+)(?: final)?(?: : .*)? \{', line)):
                defined['::'.join([*spaces, found[1]])].append(file)
    for name, files in defined.items():
        if len(files) > 1:
            problems.append(f'{name} is defined in {" and in ".join(files)}')


for above, below in ((1, 0), (2, 0), (3, 0), (2, 1), (3, 1), (3, 2)):
    refuse(f'{FLOORS[below]} must know nothing of {FLOORS[above]}', f'#include "{FLOORS[above]}/', FLOORS[below] + '/')
check_rooms()
check_what_is_built_again()
check_one_meaning()
refuse('intervals and standard errors come from sim/statistics/intervals',
       r'student_quantile|students_t|beta_distribution|normal_distribution|standard_error|bootstrap|(deviation|variance)\(\) */'
       r'|sqrt\([^;]*(variance|deviation)\(\)', '(experiments|viz)/')
refuse('the engine knows nothing of the NHS', r'\b(NHS|CCG|council|hospital)', 'sim/')
refuse('yaml-cpp belongs in sim/yaml', '#include [<"]yaml-cpp', '', 'sim/yaml')
refuse('JSON belongs in experiments/platform/json.hpp', '#include [<"]nlohmann', '', 'experiments/platform/json.hpp')
refuse('cells of tables are quoted in experiments/platform/csv_text', r'find_first_of\(",', '', 'experiments/platform/csv_text')
refuse('pagmo belongs in experiments/search/evolve.cpp', '#include [<"]pagmo', '', 'experiments/search/evolve.cpp')
refuse('HDF5 belongs in sim/h5', '#include [<"]hdf5', '', 'sim/h5')
refuse('TBB belongs in the two places that run runs, with the threads of a crew', '#include [<"](tbb|oneapi)', '',
       'experiments/(runs/ensemble|campaigns/run_range|platform/crew)')
refuse('libm has no place in the model: use sim/math.hpp', r'std::(exp|log|pow|erf|erfc|tanh|sin|cos)\(', 'agents/')
refuse('ImGui, GLFW and OpenGL belong in viz/window', '#include [<"](imgui|GLFW|GL/|EGL)', '', 'viz/window/')
refuse('fmt::print throws where standard error cannot be written: use tell() of experiments/platform/program.hpp',
       r'fmt::print\(stderr', '(experiments|viz)/.*cpp')

# What is no std::exception would pass every handler by.
everything = '\n'.join(SOURCES.values())
for thrown in sorted(set(re.findall(r'throw (?:[a-z]+::)*([A-Z]\w*)', everything))):
    if not re.search(rf'(struct|class) {thrown}( final)? : ', everything):
        problems.append(f'{thrown} is thrown and is no std::exception')

print('\n'.join(problems) or f'{len(SOURCES)} files: all includes point the right way')
sys.exit(1 if problems else 0)
