import type { Activation } from '../../document/types'

/** An array library that the network can be written in. */
export interface Library {
  readonly name: 'torch' | 'numpy'
  readonly imports: readonly string[]
  /** The base class. */
  readonly base: string
  readonly activations: Readonly<Record<Activation, (x: string) => string>>
  /** Lines before the weights are read. */
  readonly begin: readonly string[]
  readonly weight: (attribute: string, name: string, trainable: boolean) => string
  readonly mask: (attribute: string, name: string) => string
  readonly call: string
  /** An input as numbers with a fraction: as it is where it has such already. */
  readonly floats: (x: string, type: string) => string
  /** The body of `full(value, size)`, given an input to be like; without one, of this type of numbers. */
  readonly full: (like: string | undefined, type: string) => string
  readonly expand: (vector: string, size: number) => string
  readonly stack: (list: string) => string
}

export const torch: Library = {
  name: 'torch',
  imports: ['import numpy as np', 'import torch', 'from torch import nn'],
  base: '(nn.Module)',
  activations: {
    linear: (x) => x,
    logistic: (x) => `torch.sigmoid(${x})`,
    tanh: (x) => `torch.tanh(${x})`,
    relu: (x) => `torch.relu(${x})`,
    'leaky-relu': (x) => `nn.functional.leaky_relu(${x}, 0.01)`,
    // PyTorch's own softplus is linear above a threshold, which costs nine digits.
    softplus: (x) => `softplus(${x})`,
    softsign: (x) => `nn.functional.softsign(${x})`,
    softmax: (x) => `torch.softmax(${x}, dim=-1)`,
  },
  begin: ['super().__init__()'],
  weight: (attribute, name, trainable) =>
    trainable ? `self.${attribute} = nn.Parameter(torch.from_numpy(stored[${name}]))` : `self.register_buffer("${attribute}", torch.from_numpy(stored[${name}]))`,
  mask: (attribute, name) => `self.register_buffer("${attribute}", torch.from_numpy(stored[${name}]))`,
  call: 'forward',
  floats: (x, type) => `${x} if ${x}.is_floating_point() else ${x}.to(torch.${type})`,
  full: (like, type) => (like ? `${like}.new_full((*batch, size), value)` : `torch.full((*batch, size), value, dtype=torch.${type})`),
  expand: (vector, size) => `${vector}.expand(*batch, ${size})`,
  stack: (list) => `torch.stack(${list})`,
}

export const numpy: Library = {
  name: 'numpy',
  imports: ['import numpy as np'],
  base: '',
  activations: {
    linear: (x) => x,
    logistic: (x) => `logistic(${x})`,
    tanh: (x) => `np.tanh(${x})`,
    relu: (x) => `np.maximum(${x}, 0)`,
    'leaky-relu': (x) => `leaky_relu(${x})`,
    softplus: (x) => `softplus(${x})`,
    softsign: (x) => `softsign(${x})`,
    softmax: (x) => `softmax(${x})`,
  },
  begin: [],
  weight: (attribute, name) => `self.${attribute} = stored[${name}]`,
  mask: (attribute, name) => `self.${attribute} = stored[${name}]`,
  call: '__call__',
  floats: (x, type) => `floats(${x}, np.${type})`,
  full: (like, type) => (like ? `np.full((*batch, size), value, dtype=${like}.dtype)` : `np.full((*batch, size), value, dtype=np.${type})`),
  expand: (vector, size) => `np.broadcast_to(${vector}, (*batch, ${size}))`,
  stack: (list) => `np.stack(${list})`,
}

/** Functions that the code includes if it uses them. */
export const helpers: Readonly<Record<Library['name'], Readonly<Partial<Record<Activation, readonly string[]>>>>> = {
  torch: { softplus: ['def softplus(x):', '    return torch.logaddexp(x, torch.zeros_like(x))'] },
  numpy: {
    logistic: ['def logistic(x):', '    return np.exp(-np.logaddexp(0.0, -x))'],
    'leaky-relu': ['def leaky_relu(x):', '    return np.where(x > 0, x, 0.01 * x)'],
    softplus: ['def softplus(x):', '    return np.logaddexp(x, 0.0)'],
    softsign: ['def softsign(x):', '    return x / (1 + np.abs(x))'],
    softmax: ['def softmax(x):', '    e = np.exp(x - x.max(axis=-1, keepdims=True))', '    return e / e.sum(axis=-1, keepdims=True)'],
  },
}
