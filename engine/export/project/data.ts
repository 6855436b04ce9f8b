import { literal } from '../python/names'
import type { ProjectSignal, ProjectTable } from './table'

const dictionary = (name: string, rows: readonly string[]): string[] =>
  rows.length === 0 ? [`${name} = {}`] : [`${name} = {`, ...rows.map((row) => `    ${row},`), '}']

const texts = (list: readonly string[]): string => `[${list.map(literal).join(', ')}]`

function columnOf({ columns, classes, units }: ProjectSignal): string[] {
  return columns.map((name, i) => {
    const categories = classes?.[i]?.categories
    if (categories) return `${literal(name)}: {"categories": ${texts(categories)}}`
    const { mean, deviation } = units[i]!
    return `${literal(name)}: {"shift": ${mean}, "scale": ${deviation}}`
  })
}

const signal = ({ id, columns, classes, past, future, ahead }: ProjectSignal, output: boolean): string =>
  `${literal(id)}: {"columns": ${texts(columns)}, "one_hot": ${classes ? 'True' : 'False'}, ${output ? `"ahead": ${ahead}` : `"past": ${past}, "future": ${future}`}}`

/** Returns `data.py`, which reads a table into sequences of the same numbers as the engine, and converts back to the units of the data. */
export function dataPython({ inputs, outputs, sequence, length, split, counted, steps }: ProjectTable, precision: string): string {
  const numbers = [...new Set([...inputs, ...outputs].filter(({ classes }) => !classes).flatMap(columnOf))]
  const categories = [...new Set([...inputs, ...outputs].filter(({ classes }) => classes).flatMap(columnOf))]
  return [
    '# How the columns of a table become what the network takes, and what it gives becomes columns.',
    'import csv',
    'from pathlib import Path',
    'from unicodedata import normalize',
    '',
    'import numpy as np',
    'import torch',
    '',
    `DTYPE = np.${precision}`,
    '# Numbers enter as (value - shift) / scale, fitted to the training part.',
    ...dictionary('NUMBERS', numbers),
    ...dictionary('CATEGORIES', categories),
    '# The values from `past` steps before to `future` steps after, oldest first; targets lie `ahead` steps later.',
    ...dictionary(
      'INPUTS',
      inputs.map((one) => signal(one, false)),
    ),
    ...dictionary(
      'OUTPUTS',
      outputs.map((one) => signal(one, true)),
    ),
    '# The column that tells sequences apart, or their length; with neither, all rows are one series.',
    `SEQUENCE = ${sequence === undefined ? 'None' : literal(sequence)}`,
    `LENGTH = ${length ?? 'None'}`,
    '# The column that says where each step lies, such as a date: carried along, not learned from.',
    `STEPS = ${steps === undefined ? 'None' : literal(steps)}`,
    `# Train, validation and test: ${counted ? 'numbers of sequences' : 'fractions of the rows of one series or of the sequences'}, in order.`,
    `SPLIT = (${split.join(', ')})`,
    `COUNTED = ${counted ? 'True' : 'False'}`,
    'MISSING = {"", "na", "n/a", "n.a.", "nan", "null", "none", "nil", "?", ".", "-", "--"}',
    '',
    '',
    DATA,
  ].join('\n')
}

const DATA = String.raw`class Sequence:
    # One sequence: inputs [length, size], targets ([length, size], [length]) and labels of the steps.
    def __init__(self, inputs, targets, labels, parts=None):
        self.inputs, self.targets, self.labels, self.parts = inputs, targets, labels, parts
        self.length = len(labels)

    def cut(self, first, end):
        return Sequence(
            {name: value[first:end] for name, value in self.inputs.items()},
            {name: (value[first:end], there[first:end]) for name, (value, there) in self.targets.items()},
            self.labels[first:end],
        )


def table(path, separator=",", decimal=".", encoding="utf-8-sig"):
    # The cells of a table by column, and as numbers and codes of categories.
    with open(path, newline="", encoding=encoding) as file:
        rows = [[normalize("NFC", cell) for cell in row] for row in csv.reader(file, delimiter=separator)]
    header, rows = rows[0], [row for row in rows[1:] if row]
    for line, row in enumerate(rows, 2):
        if len(row) != len(header):
            raise ValueError(f"{path}: row {line} has {len(row)} cells, the header {len(header)}")
    needed = [*NUMBERS, *CATEGORIES, *([SEQUENCE] if SEQUENCE else [])]
    for name in needed:
        if name not in header:
            raise ValueError(f"{path} has no column {name!r}; it has {header}")
    cells = {name: [row[i] for row in rows] for i, name in enumerate(header)}
    found = {"cells": cells}
    for name in NUMBERS:
        found[name, "numbers"] = np.array([number(cell, decimal, name, row) for row, cell in enumerate(cells[name], 1)])
    for name, kind in CATEGORIES.items():
        place = {text: i for i, text in enumerate(kind["categories"])}
        codes = np.full(len(rows), -1)
        for row, cell in enumerate(cells[name]):
            if cell in place:
                codes[row] = place[cell]
            elif cell != "":
                raise ValueError(f"column {name!r}, row {row + 1}: {cell!r} is none of the {len(place)} categories known")
        found[name, "codes"] = codes
    return found, len(rows)


def number(cell, decimal, name, row):
    if isinstance(cell, str) and cell.strip().lower() in MISSING:
        return np.nan
    try:
        return float(cell.replace(decimal, ".") if decimal != "." else cell)
    except ValueError:
        raise ValueError(f"column {name!r}, row {row}: {cell!r} is not a number") from None


def encoded(found, rows, signal):
    # [rows, width], and whether a cell of the row is missing.
    parts, missing = [], np.zeros(len(rows), dtype=bool)
    for name in signal["columns"]:
        if signal["one_hot"]:
            codes = found[name, "codes"][rows]
            part = np.zeros((len(rows), len(CATEGORIES[name]["categories"])))
            part[np.nonzero(codes >= 0)[0], codes[codes >= 0]] = 1
            missing |= codes < 0
        else:
            values = found[name, "numbers"][rows]
            part = ((values - NUMBERS[name]["shift"]) / NUMBERS[name]["scale"])[:, None]
            missing |= np.isnan(values)
        parts.append(part)
    values = np.concatenate(parts, axis=1)
    values[missing] = 0
    return values, missing


def sequence(found, rows):
    inputs, targets = {}, {}
    for name, signal in INPUTS.items():
        values, missing = encoded(found, rows, signal)
        if missing.any():
            raise ValueError(f"input {name!r} misses a value in row {rows[missing.argmax()] + 1}")
        padded = np.pad(values, ((signal["past"], signal["future"]), (0, 0)))
        window = [padded[i:i + len(values)] for i in range(signal["past"] + 1 + signal["future"])]
        inputs[name] = torch.from_numpy(np.concatenate(window, axis=1).astype(DTYPE))
    for name, signal in OUTPUTS.items():
        values, missing = encoded(found, rows, signal)
        ahead, count = signal["ahead"], len(rows)
        shifted, there = np.zeros_like(values), np.zeros(count, dtype=bool)
        if ahead < count:
            shifted[:count - ahead] = values[ahead:]
            there[:count - ahead] = ~missing[ahead:]
        targets[name] = (torch.from_numpy(shifted.astype(DTYPE)), torch.from_numpy(there))
    labels = [found["cells"][STEPS][row] for row in rows] if STEPS in found["cells"] else [int(row) for row in rows]
    return Sequence(inputs, targets, labels)


def ends(count):
    if COUNTED:
        return [SPLIT[0], SPLIT[0] + SPLIT[1], SPLIT[0] + SPLIT[1] + SPLIT[2]]
    sums = [SPLIT[0], SPLIT[0] + SPLIT[1], SPLIT[0] + SPLIT[1] + SPLIT[2]]
    return [min(count, int(np.floor(count * part + 0.5))) for part in sums]


def add_options(parser):
    # Options of a command line for another table, which read_asked reads.
    parser.add_argument("--data", type=Path, help="a table instead of data.csv, with the same columns")
    parser.add_argument("--separator", default=",")
    parser.add_argument("--decimal", default=".")
    parser.add_argument("--encoding", default="utf-8-sig")


def read_asked(asked):
    return read(asked.data, separator=asked.separator, decimal=asked.decimal, encoding=asked.encoding)


def read(path=None, **options):
    # {"train": [Sequence], "validation": …, "test": …}, and for one series "series", all of it with the part of each step.
    found, count = table(Path(__file__).with_name("data.csv") if path is None else path, **options)
    if SEQUENCE is None and LENGTH is None:
        whole = sequence(found, np.arange(count))
        # A step belongs to the part of the latest row that it needs, so that training sees no later data.
        reach = max([0, *(s["ahead"] for s in OUTPUTS.values()), *(s["future"] for s in INPUTS.values())])
        train, validation, test = [count if end == count else max(0, end - reach) for end in ends(count)]
        whole.parts = np.full(count, 3)
        whole.parts[:train], whole.parts[train:validation], whole.parts[validation:test] = 0, 1, 2
        cut = lambda first, end: [whole.cut(first, end)] if end > first else []
        return {"train": cut(0, train), "validation": cut(train, validation), "test": cut(validation, test), "series": whole}
    if LENGTH is not None:
        groups = [np.arange(first, min(count, first + LENGTH)) for first in range(0, count, LENGTH)]
    else:
        by = {}
        for row, text in enumerate(found["cells"][SEQUENCE]):
            by.setdefault(text, []).append(row)
        groups = [np.array(rows) for rows in by.values()]
    all = [sequence(found, rows) for rows in groups]
    train, validation, test = ends(len(all))
    return {"train": all[:train], "validation": all[train:validation], "test": all[validation:test]}


class Batch:
    # Sequences side by side, the longest first; at step t the first active(t) of them run.
    def __init__(self, sequences, device):
        self.lengths = [one.length for one in sequences]
        self.longest = max(self.lengths, default=0)
        pad = lambda values: torch.nn.utils.rnn.pad_sequence(values).to(device)
        self.inputs = {name: pad([one.inputs[name] for one in sequences]) for name in INPUTS} if sequences else {}
        self.targets = {name: tuple(pad([one.targets[name][i] for one in sequences]) for i in (0, 1)) for name in OUTPUTS} if sequences else {}

    def active(self, t):
        count = len(self.lengths)
        while count > 0 and self.lengths[count - 1] <= t:
            count -= 1
        return count


def decode(outputs):
    # The outputs [steps, size] by output and column, in the units of the data; of categories the most probable one.
    decoded = {}
    for name, signal in OUTPUTS.items():
        values, at = outputs[name].detach().cpu().numpy(), 0
        decoded[name] = {}
        for column in signal["columns"]:
            if signal["one_hot"]:
                categories = CATEGORIES[column]["categories"]
                decoded[name][column] = [categories[i] for i in values[:, at:at + len(categories)].argmax(axis=1)]
                at += len(categories)
            else:
                decoded[name][column] = (values[:, at] * NUMBERS[column]["scale"] + NUMBERS[column]["shift"]).tolist()
                at += 1
    return decoded
`
