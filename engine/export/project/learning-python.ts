/** Python code: the engine's random numbers, and the changes of a network's values in training (dropout, noise, forcing). */
export const LEARNING = String.raw`class Stream:
    # The random numbers of Unfold: xoshiro128** seeded by a hash of "SEED/NAME".
    def __init__(self, seed, name):
        words = f"{seed}/{name}".encode("utf-16-le")
        units = [words[i] | words[i + 1] << 8 for i in range(0, len(words), 2)]
        hash, other = 0x811C9DC5, 0x01234567
        for unit in units:
            hash = (hash ^ unit) * 16777619 & 0xFFFFFFFF
            other = (other ^ unit) * 16777619 & 0xFFFFFFFF
        state = []
        for salt in (0, other, 0, other):
            hash = hash + 0x9E3779B9 & 0xFFFFFFFF
            z = hash ^ salt
            z = (z ^ z >> 16) * 0x85EBCA6B & 0xFFFFFFFF
            z = (z ^ z >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
            state.append(z ^ z >> 16)
        state[3] |= 1
        self.state, self.spare = state, None

    def next(self):
        a, b, c, d = self.state
        five = b * 5 & 0xFFFFFFFF
        result = ((five << 7 | five >> 25) & 0xFFFFFFFF) * 9 & 0xFFFFFFFF
        t = b << 9 & 0xFFFFFFFF
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= t
        d = (d << 11 | d >> 21) & 0xFFFFFFFF
        self.state = [a, b, c, d]
        return result

    def uniform(self):
        return ((self.next() >> 5) * 67108864 + (self.next() >> 6)) / 9007199254740992

    def normal(self):
        if self.spare is not None:
            value, self.spare = self.spare, None
            return value
        while True:
            u, v = 2 * self.uniform() - 1, 2 * self.uniform() - 1
            s = u * u + v * v
            if 0 < s < 1:
                factor = math.sqrt(-2 * math.log(s) / s)
                self.spare = v * factor
                return u * factor

    def integer(self, n):
        return int(self.uniform() * n)


class Learning(Running):
    # What training does to values: dropout, noise, targets in place of outputs, and values held for a later window.
    def __init__(self, network, forced, device):
        self.network, self.forced, self.device = network, forced, device
        kinds = {"dropout": network.DROPOUT, "noise": network.NOISE, "zoneout": network.ZONEOUT}
        self.streams = {(kind, name): Stream(SETTINGS["seed"], f"{name}.{kind}") for kind, names in kinds.items() for name in names}
        self.kept = None
        self.held = None

    def begin(self, batch, mine, local):
        # Draws for the whole batch, whoever runs which part of it. The rows are those of this process.
        self.batch, self.t = local, 0
        steps = lambda backward: range(batch.longest - 1, -1, -1) if backward else range(batch.longest)
        self.drawn = {}
        for name, (rate, size, once) in self.network.DROPOUT.items():
            keep, stream = 1 / (1 - rate), self.streams["dropout", name]
            masked = lambda: 0.0 if stream.uniform() < rate else keep
            if once:
                masks = torch.tensor([[masked() for _ in range(size)] for _ in batch.lengths], dtype=self.network.DTYPE, device=self.device)
                self.drawn["dropout", name] = masks[None, mine].expand(batch.longest, -1, -1)
            else:
                self.drawn["dropout", name] = self.draw(batch, mine, size, steps(False), masked)
        for name, (deviation, size, backward) in self.network.NOISE.items():
            stream = self.streams["noise", name]
            self.drawn["noise", name] = self.draw(batch, mine, size, steps(backward), lambda: deviation * stream.normal())
        for name, (rate, size) in self.network.ZONEOUT.items():
            stream = self.streams["zoneout", name]
            self.drawn["zoneout", name] = self.draw(batch, mine, size, steps(False), lambda: 1.0 if stream.uniform() < rate else 0.0)

    def draw(self, batch, mine, size, steps, value):
        rows = len(batch.lengths)
        drawn = [None] * batch.longest
        for t in steps:
            active = batch.active(t)
            drawn[t] = [[value() for _ in range(size)] for _ in range(active)] + [[0.0] * size] * (rows - active)
        return torch.tensor(drawn, dtype=self.network.DTYPE, device=self.device)[:, mine]

    def rows(self, first, end):
        self.first, self.end = first, end

    def at(self, t):
        self.t = t

    def hold(self, name, value):
        if self.held is not None:
            # The value that was computed with the weights of then; its slopes lead to the weights of now.
            value = self.held[self.t][name][self.first:self.end] + (value - value.detach())
        elif self.kept is not None:
            self.kept.setdefault(self.t, {})[name] = value.detach()
        return value

    def dropout(self, edge, value):
        return value * self.drawn["dropout", edge][self.t, self.first:self.end]

    def noise(self, node, value):
        return value + self.drawn["noise", node][self.t, self.first:self.end]

    def zoneout(self, node, value):
        return self.drawn["zoneout", node][self.t, self.first:self.end]

    def force(self, output, value):
        if output not in self.forced or output not in self.batch.targets:
            return value
        wanted, there = self.batch.targets[output]
        return torch.where(there[self.t, self.first:self.end, None], wanted[self.t, self.first:self.end], value)


`
