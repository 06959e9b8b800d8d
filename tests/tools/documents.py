"""What documents name is there: links and their headings, files, tests, parameters, phases, and how many there are."""
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LEFT_OUT = {'build', 'out', '.git', '.cache', '__pycache__'}
# Documents that describe the model and its evidence: of these, names in backticks are followed too.
EVIDENCE = ['docs/ODD.md', 'docs/validation.md', 'docs/trace.md', 'docs/calibration.md', 'docs/estimates.md',
            'docs/skill.md', 'docs/claims.md']
problems = []


def text_of(name):
    return (ROOT / name).read_text(encoding='utf-8')


def tree():
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        where = pathlib.Path(folder).relative_to(ROOT).as_posix()
        yield f'{where}/'.removeprefix('./')
        yield from (f'{where}/{name}'.removeprefix('./') for name in files)


FILES = set(tree())
DOCUMENTS = sorted(name for name in FILES if name.endswith('.md'))


def without_code(text):
    return re.sub(r'(?ms)^```.*?^```$', '', text)


def anchors(name):
    """Of the headings of a document, as GitHub makes them."""
    found = set()
    for heading in re.findall(r'(?m)^#+ (.*)$', without_code(text_of(name))):
        plain = re.sub(r'[^\w\- ]', '', heading.strip().lower().replace('`', '')).replace(' ', '-')
        number = 1
        anchor = plain
        while anchor in found:
            anchor, number = f'{plain}-{number}', number + 1
        found.add(anchor)
    return found


def check_links():
    for name in DOCUMENTS:
        folder = (ROOT / name).parent
        for target in re.findall(r'\]\(([^)\s]+)\)', without_code(text_of(name))):
            if re.match('[a-z]+:', target):
                continue
            path, _, anchor = target.partition('#')
            there = (folder / path).resolve() if path else ROOT / name
            if not there.exists():
                problems.append(f'{name}: no {target}')
            elif anchor and anchor not in anchors(there.relative_to(ROOT)):
                problems.append(f'{name}: no heading #{anchor} in {there.name}')


def check_checklist():
    """Every row of the checklist has a link."""
    checklist = text_of('docs/ODD.md').split('## 9 Checklist')[1]
    for row in re.findall(r'(?m)^\| (?!item|\*\*|-)(.*) \|$', checklist):
        if '](' not in row:
            problems.append(f'docs/ODD.md: answered nowhere: {row}')


def spans(name):
    return re.findall(r'`([^`\n]+)`', without_code(text_of(name)))


def check_files(name):
    for span in spans(name):
        if not re.fullmatch(r'[\w./-]+(\.(cpp|hpp|py|sh|yaml|csv|md|txt)|/)', span) or span.startswith(('build/', 'out/')):
            continue
        if span not in FILES and not any(path.endswith('/' + span) for path in FILES):
            problems.append(f'{name}: no file {span}')


def tests():
    found = set()
    for path in FILES:
        if path.startswith('tests/') and path.endswith('.cpp'):
            for suite, test in re.findall(r'\bTEST(?:_F|_P)?\((\w+),\s*(\w+)\)', text_of(path)):
                found.add(f'{suite}.{test}')
    return found


TESTS = tests()


def check_tests(name):
    for span in spans(name):
        if not re.fullmatch(r'[A-Z][A-Za-z]+\.(\*|[A-Z]\w*(\.\.\.)?)', span) or span.endswith('.M'):
            continue
        begin = span.removesuffix('*').removesuffix('...')
        whole = begin == span
        if not any(test == begin if whole else test.startswith(begin) for test in TESTS):
            problems.append(f'{name}: no test {span}')


def check_suites_named_in_parentheses():
    """`mechanisms_test.cpp` (Finance): the suite is in the file."""
    for file, suite in re.findall(r'`(\w+_test\.cpp)`\s+\((\w+)\)', text_of('docs/ODD.md')):
        if not re.match('[A-Z]', suite):
            continue
        where = next(path for path in FILES if path.endswith('/' + file))
        if not re.search(rf'\bTEST(?:_F|_P)?\({suite},', text_of(where)):
            problems.append(f'docs/ODD.md: no suite {suite} in {file}')


def parameters():
    """Rows of parameters.md: 'group.name' -> the line."""
    found, group = {}, None
    for line in text_of('docs/parameters.md').splitlines():
        if line.startswith('## '):
            group = None
        elif match := re.match(r'`([a-z_]+)` \(', line):
            group = match[1]
        elif (match := re.match(r'\| `([a-z_]+)` \|', line)) and group:
            found[f'{group}.{match[1]}'] = line
    return found


PARAMETERS = parameters()
GROUPS = {name.split('.')[0] for name in PARAMETERS}


def check_parameters(name):
    for span in spans(name):
        match = re.fullmatch(r'([a-z_]+)\.([a-z_]+|\*|[a-z_]*\*[a-z_*]*)', span)
        if not match or match[1] not in GROUPS or match[2] in ('cpp', 'hpp', 'yaml', 'py', 'csv', 'md'):
            continue
        pattern = re.escape(span).replace(r'\*', '.*')
        if not any(re.fullmatch(pattern, parameter) for parameter in PARAMETERS):
            problems.append(f'{name}: no parameter {span}')


def check_every_parameter_belongs_to_a_submodel():
    odd = text_of('docs/ODD.md')
    submodels = odd.split('### 3.2')[1].split('## 5 Mechanisms')[0]
    for parameter in PARAMETERS:
        if f'`{parameter}`' not in submodels:
            problems.append(f'docs/ODD.md: no submodel has {parameter}')


def check_phases():
    code = re.findall(r'(?:NationalPhase|Phase<\w+>)\{"([^"]+)"', text_of('agents/quarter/pipeline.cpp'))
    told = re.findall(r'(?m)^\| \d+ \| ([^|]+?) \|', text_of('docs/ODD.md'))
    if code != told:
        problems.append(f'docs/ODD.md: phases are {told}, in the code {code}')


def check_counts():
    odd = text_of('docs/ODD.md')
    calibrated = sum('calibrated' in line for line in PARAMETERS.values())
    rows = text_of('agents/state/measure_list.hpp')
    national, system = (len(re.findall(rf'(?m)^  {level}\(', rows)) for level in ('NATION', 'SYSTEM'))
    start_only = re.search(r'(?s)start_only\[\]\{(.*?)\}', text_of('agents/quarter/initialise.cpp'))[1].count('"') // 2
    for phrase in (f'Most of the {len(PARAMETERS)} parameters', f'{calibrated} parameters are marked "calibrated"',
                   f'{national} national and {system} system measures', f'({start_only}, such as'):
        if ' '.join(phrase.split()) not in ' '.join(odd.split()):
            problems.append(f'docs/ODD.md does not say: {phrase}')


check_links()
check_checklist()
for document in EVIDENCE:
    check_files(document)
    check_tests(document)
    check_parameters(document)
check_suites_named_in_parentheses()
check_every_parameter_belongs_to_a_submodel()
check_phases()
check_counts()
if problems:
    sys.exit('\n'.join(problems))
print(f'{len(DOCUMENTS)} documents name nothing that is not there')
