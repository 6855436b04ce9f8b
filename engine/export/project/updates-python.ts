/** Python code: the optimizers, the learning rate schedules, and the conversion of a gradient to an update. */
export const UPDATES = String.raw`def make_optimizer(network):
    # A group of parameters for each factor of the learning rate; those with 0 stand still.
    settings = SETTINGS["optimizer"]
    kind, rate = settings["kind"], settings["learningRate"]
    groups = {}
    for name, parameter in network.named_parameters():
        groups.setdefault(network.RATES.get(name, 1), []).append(parameter)
    parameters = [{"params": group, "factor": factor, "lr": rate * factor} for factor, group in groups.items() if factor > 0]
    if kind == "sgd":
        nesterov = settings["nesterov"] and settings["momentum"] > 0
        return torch.optim.SGD(parameters, rate, momentum=settings["momentum"], nesterov=nesterov)
    if kind == "rmsprop":
        return torch.optim.RMSprop(parameters, rate, alpha=settings["decay"], eps=settings["epsilon"])
    if kind == "rprop":
        return torch.optim.Rprop(parameters, rate, etas=(settings["decrease"], settings["increase"]), step_sizes=(1e-6, 50))
    moments = {"betas": (settings["beta1"], settings["beta2"]), "eps": settings["epsilon"]}
    if kind == "adamw":
        return torch.optim.AdamW(parameters, rate, weight_decay=settings["weightDecay"], **moments)
    return torch.optim.Adam(parameters, rate, **moments)


class Schedule:
    # The learning rate of each epoch.
    def __init__(self):
        self.drops, self.least, self.stale = 0, math.inf, 0

    def rate(self, epoch):
        rate, schedule = SETTINGS["optimizer"]["learningRate"], SETTINGS["schedule"]
        if schedule is None:
            return rate
        kind, factor, warmup = schedule["kind"], schedule["factor"], schedule["warmup"]
        if epoch < warmup:
            return rate * (epoch + 1) / (warmup + 1)
        k = epoch - warmup
        if kind == "cosine":
            length = schedule.get("period") or max(1, SETTINGS["epochs"] - warmup)
            return rate * (factor + (1 - factor) * 0.5 * (1 + math.cos(math.pi * (k % length) / length)))
        if kind == "step":
            return rate * factor ** (k // schedule["period"])
        if kind == "exponential":
            return rate * factor ** (k / schedule["period"])
        return rate * factor ** self.drops

    def report(self, epoch, loss):
        schedule = SETTINGS["schedule"]
        if schedule is None or schedule["kind"] != "plateau" or epoch < schedule["warmup"]:
            return
        if loss < self.least:
            self.least, self.stale = loss, 0
        else:
            self.stale += 1
            if self.stale >= schedule["period"]:
                self.drops, self.stale = self.drops + 1, 0


class Updater:
    # Turns the summed gradient into an update: mean, weight decay, clipping, optimizer.
    def __init__(self, network, optimizer):
        self.optimizer = optimizer
        self.parameters = [(name, value) for name, value in network.named_parameters()]
        self.decays, self.ranges = network.DECAYS, network.RANGES
        self.frozen = {}
        for name, runs in network.FROZEN.items():
            parameter = getattr(network, name)
            mask = torch.zeros(parameter.shape, dtype=torch.bool, device=parameter.device)
            for row, first, count in runs:
                rows = mask if mask.dim() == 2 else mask.unsqueeze(0)
                rows[row:row + 1, first:first + count] = True
            self.frozen[name] = mask

    def clear(self):
        for _, parameter in self.parameters:
            parameter.grad = torch.zeros_like(parameter)

    def update(self, steps, rate):
        with torch.no_grad():
            for name, parameter in self.parameters:
                parameter.grad /= steps
                if SETTINGS["weight_decay"] > 0 and name in self.decays:
                    parameter.grad += SETTINGS["weight_decay"] * parameter
                if SETTINGS["l1"] > 0 and name in self.decays:
                    parameter.grad += SETTINGS["l1"] * torch.sign(parameter)
                if name in self.frozen:
                    parameter.grad[self.frozen[name]] = 0
            kept = {name: parameter[self.frozen[name]].clone() for name, parameter in self.parameters if name in self.frozen}
            norm = torch.sqrt(sum((parameter.grad ** 2).sum() for _, parameter in self.parameters))
            if not torch.isfinite(norm):
                raise FloatingPointError("the gradient is not finite: lower the learning rate, or clip it")
            self.clip(norm)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["factor"]
        self.optimizer.step()
        with torch.no_grad():
            for name, parameter in self.parameters:
                if name in self.frozen:
                    parameter[self.frozen[name]] = kept[name]
                if name in self.ranges:
                    parameter.clamp_(*self.ranges[name])
        self.clear()

    def clip(self, norm):
        clip = SETTINGS["clip"]
        if clip is None:
            return
        threshold = clip["threshold"]
        for _, parameter in self.parameters:
            if clip["kind"] == "value":
                parameter.grad.clamp_(-threshold, threshold)
            else:
                size = norm if clip["scope"] == "global" else torch.sqrt((parameter.grad ** 2).sum())
                if size > threshold:
                    parameter.grad *= threshold / size


`
