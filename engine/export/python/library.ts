/** An array library for the Python code. */
export interface Library {
  readonly name: 'torch' | 'numpy'
  readonly imports: readonly string[]
  /** The base class. */
  readonly base: string
  /** Lines before those that read the weights. */
  readonly begin: readonly string[]
  readonly weight: (attribute: string, name: string, trainable: boolean) => string
  readonly mask: (attribute: string, name: string) => string
  readonly call: string
  /** Converts an input to floating-point numbers, unless it already has them. */
  readonly floats: (x: string, type: string) => string
  /** The body of `full(value, size)`, whose result has the type of an input `like`; without inputs, of this number type. */
  readonly full: (like: string | undefined, type: string) => string
  readonly expand: (vector: string, size: number) => string
  readonly stack: (list: string) => string
}

export const torch: Library = {
  name: 'torch',
  imports: ['import numpy as np', 'import torch', 'from torch import nn'],
  base: '(nn.Module)',
  begin: ['super().__init__()'],
  weight: (attribute, name, trainable) =>
    trainable
      ? `self.${attribute} = nn.Parameter(torch.from_numpy(stored[${name}]))`
      : `self.register_buffer("${attribute}", torch.from_numpy(stored[${name}]))`,
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
  begin: [],
  weight: (attribute, name) => `self.${attribute} = stored[${name}]`,
  mask: (attribute, name) => `self.${attribute} = stored[${name}]`,
  call: '__call__',
  floats: (x, type) => `floats(${x}, np.${type})`,
  full: (like, type) => (like ? `np.full((*batch, size), value, dtype=${like}.dtype)` : `np.full((*batch, size), value, dtype=np.${type})`),
  expand: (vector, size) => `np.broadcast_to(${vector}, (*batch, ${size}))`,
  stack: (list) => `np.stack(${list})`,
}
