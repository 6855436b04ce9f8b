import type { Network } from '../../compile/network'
import { literal } from '../python/names'

/** Returns `evaluate.py`, which computes the engine's loss and the scores of each part. */
export const evaluatePython = ({ training }: Network): string => `${HEAD}
# Steps at the start of each sequence that count for nothing, and outputs that their targets replace where the network reads them later.
WASHOUT = ${training.washout}
TEACHER_FORCING = [${training.teacherForcing.map(literal).join(', ')}]


${EVALUATE}`

const HEAD = String.raw`# Scores the network, and writes what it gives. python evaluate.py --help
import argparse
import csv
import json
import math
from pathlib import Path

import torch

import data
from model import Network, Running

# Sequences that are scored side by side.
TOGETHER = 256
`

const EVALUATE = String.raw`class Forcing(Running):
    # Targets in place of outputs, up to a step.
    def __init__(self, batch, until):
        self.batch, self.until, self.t = batch, until, 0

    def at(self, t):
        self.t = t

    def force(self, output, value):
        if self.t >= self.until or output not in TEACHER_FORCING or output not in self.batch.targets:
            return value
        wanted, there = self.batch.targets[output]
        rows = value.shape[0]
        return torch.where(there[self.t, :rows, None], wanted[self.t, :rows], value)


def by_unit(output, wanted, value, net):
    # The loss of each unit; at kinks the slope is 0.
    kind, error = output["loss"], wanted - value
    if kind == "squared-error":
        return 0.5 * error ** 2
    if kind == "absolute":
        return error.abs()
    if kind == "huber":
        delta, size = output["delta"], error.abs()
        return torch.where(size <= delta, 0.5 * error ** 2, delta * (size - 0.5 * delta))
    if kind == "quantile":
        q = output["quantile"]
        return torch.where(error > 0, q * error, torch.where(error < 0, (q - 1) * error, 0 * error))
    weights = output.get("class_weights")
    factor = 1 if weights is None else torch.tensor(weights, dtype=net.dtype, device=net.device)
    if output["activation"] == "logistic":
        return factor * (torch.logaddexp(net, torch.zeros_like(net)) - wanted * net)
    return factor * wanted * (torch.logsumexp(net, -1, keepdim=True) - net)


def losses(network, outputs, nets, batch, t, first, end):
    # The loss of a step, or of several, summed over the rows first … end that have a target.
    total = 0.0
    for name, output in network.OUTPUTS.items():
        if name not in batch.targets:
            continue
        wanted, there = batch.targets[name][0][t][..., first:end, :], batch.targets[name][1][t][..., first:end]
        row = by_unit(output, wanted, outputs[name], nets[name]).sum(-1)
        total = total + output["weight"] * torch.where(there, row, torch.zeros_like(row)).sum()
    return total


def run(network, sequences, device, until):
    # Sequences of equal length through the network: its outputs, their net inputs, and the sequences as a batch.
    batch = data.Batch(sequences, device)
    given = [batch.inputs[name] for name in network.INPUTS] or [batch.longest, (len(sequences),)]
    with torch.no_grad():
        outputs, nets, _ = network(*given, run=Forcing(batch, until))
    return outputs, nets, batch


class Tally:
    def __init__(self, network):
        self.network, self.loss, self.steps, self.targeted = network, 0.0, 0, False
        self.squares, self.hits, self.counts = {}, {}, {}

    def add(self, found, steps):
        outputs, nets, batch = found
        steps = [t for t in steps if t >= WASHOUT]
        if not steps:
            return
        rows = len(batch.lengths)
        at = lambda values: {name: value[steps] for name, value in values.items()}
        self.loss += float(losses(self.network, at(outputs), at(nets), batch, steps, 0, rows))
        self.steps += len(steps) * rows
        for name in self.network.OUTPUTS:
            if name not in batch.targets:
                continue
            wanted, there = (values[steps] for values in batch.targets[name])
            count = int(there.sum())
            if count == 0:
                continue
            self.targeted = True
            self.counts[name] = self.counts.get(name, 0) + count
            wanted, given, signal = wanted[there], outputs[name][steps][there], data.OUTPUTS[name]
            if signal["one_hot"]:
                first, hits = 0, self.hits.setdefault(name, [0] * len(signal["columns"]))
                for column, title in enumerate(signal["columns"]):
                    end = first + len(data.CATEGORIES[title]["categories"])
                    hits[column] += int((given[:, first:end].argmax(1) == wanted[:, first:end].argmax(1)).sum())
                    first = end
            else:
                scales = torch.tensor([data.NUMBERS[title]["scale"] for title in signal["columns"]], dtype=torch.float64)
                self.squares[name] = self.squares.get(name, 0) + (((given - wanted).cpu().double() * scales) ** 2).sum(0)

    def score(self):
        columns = lambda name, values: dict(zip(data.OUTPUTS[name]["columns"], values))
        return {
            "loss": self.loss / self.steps,
            "rmse": {name: columns(name, (total / self.counts[name]).sqrt().tolist()) for name, total in self.squares.items()},
            "accuracy": {name: columns(name, [hit / self.counts[name] for hit in hits]) for name, hits in self.hits.items()},
        }


def evaluate(network, sequences, device, parts=("train", "validation", "test")):
    # The scores of each part that has targets. A series runs as a whole, its state carried through all parts; with teacher
    # forcing every part but the training part is run freely after a past of targets.
    network.eval()
    tallies = {part: Tally(network) for part in parts}
    series = sequences.get("series")
    if series is not None:
        of = lambda code: [t for t in range(series.length) if series.parts[t] == code]
        codes = {"train": of(0), "validation": of(1), "test": of(2)}
        start = lambda part: codes[part][0] if codes[part] else series.length
        free = bool(TEACHER_FORCING) and bool(codes["validation"])
        if free and "validation" in parts:
            found = run(network, [series.cut(0, codes["validation"][-1] + 1)], device, start("validation"))
            tallies["validation"].add(found, codes["validation"])
        rest = [part for part in parts if not (free and part == "validation")]
        if rest:
            found = run(network, [series], device, start("test") if TEACHER_FORCING else 0)
            for part in rest:
                tallies[part].add(found, codes[part])
    else:
        for part in parts:
            until = 0 if not TEACHER_FORCING else math.inf if part == "train" else WASHOUT
            by = {}
            for sequence in sequences[part]:
                by.setdefault(sequence.length, []).append(sequence)
            for length, group in by.items():
                for first in range(0, len(group), TOGETHER):
                    tallies[part].add(run(network, group[first:first + TOGETHER], device, until), range(length))
    network.train()
    return {part: tally.score() for part, tally in tallies.items() if tally.steps > 0 and tally.targeted}


def main():
    parser = argparse.ArgumentParser(description="Scores the network on each part, and writes what it gives in the units of the data.")
    parser.add_argument("--weights", type=Path, help="instead of weights.safetensors, such as trained.safetensors")
    data.add_options(parser)
    parser.add_argument("--out", type=Path, help="a CSV file for the outputs, one row a step")
    asked = parser.parse_args()
    network, device = Network(asked.weights), torch.device("cpu")
    sequences = data.read_asked(asked)
    print(json.dumps(evaluate(network, sequences, device)))
    if asked.out is None:
        return
    names = [f"{name}.{column}" for name in network.OUTPUTS if name in data.OUTPUTS for column in data.OUTPUTS[name]["columns"]]
    with open(asked.out, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["sequence", data.STEPS or "step", *names])
        parts = [sequences["series"]] if "series" in sequences else [one for part in ("train", "validation", "test") for one in sequences[part]]
        for number, sequence in enumerate(parts):
            outputs, _, _ = run(network, [sequence], device, math.inf if TEACHER_FORCING else 0)
            decoded = data.decode({name: values[:, 0] for name, values in outputs.items()})
            columns = [values for name in network.OUTPUTS if name in decoded for values in decoded[name].values()]
            for t in range(sequence.length):
                rows.writerow([number, sequence.labels[t], *(values[t] for values in columns)])


if __name__ == "__main__":
    main()
`
