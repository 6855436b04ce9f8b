import type { Network } from '../../compile/network'
import { literal } from '../python/names'
import { LEARNING } from './learning-python'
import { UPDATES } from './updates-python'

/** Writes a value of the settings as a Python literal. */
function python(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return literal(value)
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`
  return `{${Object.entries(value)
    .map(([key, one]) => `${literal(key)}: ${python(one)}`)
    .join(', ')}}`
}

/** Returns `train.py`, which trains like the document, with the same numbers as the engine. */
export function trainPython({ training }: Network, epoch: number): string {
  const { algorithm, optimizer, schedule, clip, regularize, epochs, batchSize, shuffle, washout, stop, seed } = training
  const { horizon = null, every = null, recompute = false } = algorithm as { horizon?: number | null; every?: number | null; recompute?: boolean }
  const settings = {
    horizon,
    every,
    recompute,
    optimizer,
    schedule,
    clip,
    weight_decay: regularize.weightDecay,
    l1: regularize.l1,
    epochs,
    batch_size: batchSize,
    shuffle,
    washout,
    stop,
    seed,
    epoch,
  }
  return `${HEAD}
# As in the document. Errors go back \`horizon\` steps, \`every\` so many (None: the whole sequence); \`epoch\` were done before.
SETTINGS = {
${Object.entries(settings)
  .map(([key, value]) => `    ${literal(key)}: ${python(value)},`)
  .join('\n')}
}


${LEARNING}${UPDATES}${TRAIN}`
}

const HEAD = String.raw`# Trains the network as Unfold does. python train.py --help; several processes: torchrun --nproc_per_node 2 train.py
import argparse
import json
import math
import os
from pathlib import Path

import torch
import torch.distributed as dist

import data
from evaluate import TEACHER_FORCING, evaluate, losses
from model import Network, Running
`

const TRAIN = String.raw`def each(state, change):
    # The state with every tensor changed.
    def changed(value):
        return tuple(change(one) for one in value) if isinstance(value, tuple) else change(value)
    return {name: value if name in ("t", "batch") else changed(value) for name, value in state.items()}


def cut(state, first, end):
    return {**each(state, lambda value: value[first:end]), "batch": (end - first,)}


def bptt(network, batch, run, longest, together):
    # Yields (loss, steps) where an update is due, with the summed gradient in .grad: BPTT(horizon; every).
    horizon, every = SETTINGS["horizon"], SETTINGS["every"]
    whole, washout = horizon is None, SETTINGS["washout"]
    inputs = [batch.inputs[name] for name in network.INPUTS] if batch.lengths else []
    if network.BACKWARD:
        yield together(*whole_sequences(network, batch, run))
        return
    stride = every or (longest if whole else 1)
    recompute = SETTINGS["recompute"] and not whole
    # Later windows need the values of this one, unless there is only one.
    again = stride < longest
    state = network.start((len(batch.lengths),))
    states, run.kept, run.held = {0: state}, {} if again else None, None
    since = t = steps = 0
    total = 0.0

    def forward(state, start, end, first, last, counted):
        # Runs the rows first … last of the steps start … end; returns the loss of the counted steps, and the state.
        loss = 0.0
        for s in range(start, end):
            here = min(last, batch.active(s))
            if here <= first:
                break
            if here - first < state["batch"][0]:
                state = cut(state, 0, here - first)
            run.rows(first, here)
            run.at(s)
            outputs, nets, state = network.step(*(x[s, first:here] for x in inputs), state, run)
            if s >= max(counted, washout):
                loss = loss + losses(network, outputs, nets, batch, s, first, here)
            if again and run.held is None and first == 0:
                states[s + 1] = each(state, torch.Tensor.detach)
        return loss, state

    while t < longest:
        due = min(longest, since + stride)
        ending = [length for length in batch.lengths if t < length < due]
        end = due if whole or not ending else min(ending)
        state = states[t]
        start = 0 if whole else max(0, end - horizon)
        direct = start == since == t and end == due
        if not direct:
            with torch.no_grad():
                _, state = forward(state, t, end, 0, batch.active(t), end)
        here = batch.active(since if whole else end - 1)
        first = 0 if end == due else batch.active(end)
        if first < here:
            if direct:
                loss, state = forward(state, t, end, 0, here, since)
            elif recompute:
                # The window again with the weights of now, for all rows; only the loss of those that are due counts.
                if first > 0:
                    with torch.no_grad():
                        forward(states[start], start, end, 0, here, end)
                loss, state = forward(cut(states[start], first, here), start, end, first, here, since)
            else:
                run.held = run.kept
                loss, _ = forward(cut(states[start], first, here), start, end, first, here, since)
                run.held = None
            if torch.is_tensor(loss):
                if loss.requires_grad:
                    loss.backward()
                total += loss.item()
            steps += sum(max(0, min(end, length) - max(since, washout)) for length in batch.lengths[first:here])
        t = end
        states.setdefault(t, state)
        if not whole:
            for old in [s for s in states if s < end - horizon]:
                states.pop(old)
                run.kept.pop(old, None)
        if t == due:
            since = t
            yield together(total, steps)
            total, steps = 0.0, 0


def whole_sequences(network, batch, run):
    # A network that reads the future: sequences of equal length together.
    total, steps, washout = 0.0, 0, SETTINGS["washout"]
    first = 0
    while first < len(batch.lengths):
        length = batch.lengths[first]
        end = first + batch.lengths[first:].count(length)
        run.rows(first, end)
        given = [batch.inputs[name][:length, first:end] for name in network.INPUTS] or [length, (end - first,)]
        outputs, nets, _ = network(*given, run=run)
        counted = slice(washout, length)
        at = lambda values: {name: value[counted] for name, value in values.items()}
        loss = losses(network, at(outputs), at(nets), batch, counted, first, end)
        if torch.is_tensor(loss):
            if loss.requires_grad:
                loss.backward()
            total += loss.item()
        steps += (end - first) * max(0, length - washout)
        first = end
    return total, steps


def batches(sequences, epoch, size):
    order = list(range(len(sequences)))
    if SETTINGS["shuffle"]:
        stream = Stream(SETTINGS["seed"], f"shuffle/{epoch}")
        for i in range(len(order) - 1, 0, -1):
            j = stream.integer(i + 1)
            order[i], order[j] = order[j], order[i]
    for i in range(0, len(order), size):
        yield sorted((sequences[k] for k in order[i:i + size]), key=lambda one: -one.length)


class Trainer:
    def __init__(self, network, sequences, forced, device, rank, processes):
        self.network, self.data, self.device, self.rank, self.processes = network, sequences, device, rank, processes
        self.optimizer = make_optimizer(network)
        self.updater = Updater(network, self.optimizer)
        self.schedule = Schedule()
        self.run = Learning(network, forced, device)
        self.epoch, self.best, self.stale, self.stopped = SETTINGS["epoch"], None, 0, False

    def together(self, total, steps):
        # Loss, steps and gradients of all processes, added up.
        if self.processes == 1:
            return total, steps
        sums = torch.tensor([total, steps], dtype=torch.float64, device=self.device)
        dist.all_reduce(sums)
        if not self.whole:
            self.reduce()
        return sums[0].item(), int(sums[1].item())

    def reduce(self):
        gradients = [parameter.grad for parameter in self.network.parameters()]
        flat = torch.cat([gradient.reshape(-1) for gradient in gradients])
        dist.all_reduce(flat)
        at = 0
        for gradient in gradients:
            gradient.copy_(flat[at:at + gradient.numel()].view_as(gradient))
            at += gradient.numel()

    def train_epoch(self):
        # Rprop needs the gradient of all data; elsewhere every update point changes the weights.
        self.whole = SETTINGS["optimizer"]["kind"] == "rprop"
        rate = self.schedule.rate(self.epoch)
        self.updater.clear()
        total = steps = 0
        for batch in batches(self.data["train"], self.epoch, SETTINGS["batch_size"]):
            mine = list(range(self.rank, len(batch), self.processes))
            local = data.Batch([batch[i] for i in mine], self.device)
            everyone = local if self.processes == 1 else data.Batch(batch, "cpu")
            self.run.begin(everyone, mine, local)
            for loss, count in bptt(self.network, local, self.run, everyone.longest, self.together):
                if count == 0:
                    continue
                if not math.isfinite(loss):
                    raise FloatingPointError("the loss is not finite: lower the learning rate, or clip the gradient")
                total, steps = total + loss, steps + count
                if not self.whole:
                    self.updater.update(count, rate)
        if self.whole and steps > 0:
            if self.processes > 1:
                self.reduce()
            self.updater.update(steps, rate)
        loss = total / steps if steps > 0 else 0.0
        scores = evaluate(self.network, self.data, self.device, ["validation"])
        validation = scores["validation"]["loss"] if "validation" in scores else None
        self.schedule.report(self.epoch, loss if validation is None else validation)
        self.epoch += 1
        self.stop(loss, validation)
        return {"epoch": self.epoch, "loss": loss, "validation": validation}

    def stop(self, loss, validation):
        stop = SETTINGS["stop"] or {}
        if stop.get("loss") is not None and loss <= stop["loss"]:
            self.stopped = True
        if stop.get("patience") is None or validation is None:
            return
        if self.best is None or validation < self.best["validation"]:
            weights = {name: value.clone() for name, value in self.network.state_dict().items()}
            self.best, self.stale = {"validation": validation, "epoch": self.epoch, "weights": weights}, 0
        else:
            self.stale += 1
            self.stopped |= self.stale >= stop["patience"]

    def checkpoint(self, path):
        part = path.with_name(path.name + ".part")
        streams = {name: [stream.state, stream.spare] for name, stream in self.run.streams.items()}
        schedule = [self.schedule.drops, self.schedule.least, self.schedule.stale]
        torch.save({
            "network": self.network.state_dict(), "optimizer": self.optimizer.state_dict(), "streams": streams, "schedule": schedule,
            "epoch": self.epoch, "best": self.best, "stale": self.stale, "stopped": self.stopped,
        }, part)
        part.replace(path)

    def resume(self, path):
        kept = torch.load(path, map_location=self.device)
        self.network.load_state_dict(kept["network"])
        self.optimizer.load_state_dict(kept["optimizer"])
        for name, (state, spare) in kept["streams"].items():
            self.run.streams[name].state, self.run.streams[name].spare = state, spare
        self.schedule.drops, self.schedule.least, self.schedule.stale = kept["schedule"]
        self.epoch, self.best, self.stale, self.stopped = kept["epoch"], kept["best"], kept["stale"], kept["stopped"]


def main():
    parser = argparse.ArgumentParser(description="Trains the network; one line of JSON an epoch, as unfold train --json writes it.")
    parser.add_argument("--epochs", type=int, help="epochs in all, instead of the document's")
    data.add_options(parser)
    parser.add_argument("--weights", type=Path, help="weights to begin with, instead of weights.safetensors")
    parser.add_argument("--out", type=Path, default=Path("trained.safetensors"), help="where the trained weights go")
    parser.add_argument("--checkpoint", type=Path, help="a file that is written after every epoch, and gone on from where it exists")
    parser.add_argument("--device", help="cpu, cuda, cuda:1; by default cuda where there is one and the precision is float32")
    asked = parser.parse_args()
    processes, rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
    fast = torch.cuda.is_available() and Network.DTYPE == torch.float32
    device = torch.device(asked.device or (f"cuda:{os.environ.get('LOCAL_RANK', 0)}" if fast else "cpu"))
    if processes > 1:
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    if asked.epochs is not None:
        SETTINGS["epochs"] = asked.epochs
    sequences = data.read_asked(asked)
    trainer = Trainer(Network(asked.weights).to(device), sequences, TEACHER_FORCING, device, rank, processes)
    if asked.checkpoint is not None and asked.checkpoint.exists():
        trainer.resume(asked.checkpoint)
    epochs = SETTINGS["epochs"]
    if SETTINGS["epoch"] > 0 and SETTINGS["epoch"] >= epochs:
        epochs += SETTINGS["epoch"]
    while trainer.epoch < epochs and not trainer.stopped:
        report = trainer.train_epoch()
        if rank == 0:
            print(json.dumps(report), flush=True)
            if asked.checkpoint is not None:
                trainer.checkpoint(asked.checkpoint)
    if trainer.best is not None:
        trainer.network.load_state_dict(trainer.best["weights"])
    if rank == 0:
        trainer.network.save(asked.out, format="pt", epoch=trainer.best["epoch"] if trainer.best else trainer.epoch)
        scores = evaluate(trainer.network, sequences, device)
        print(json.dumps({"done": True, "epochs": trainer.epoch, **scores}), flush=True)
    if processes > 1:
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
`
