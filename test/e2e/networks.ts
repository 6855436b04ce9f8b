const sine = (steps: number, phase: number): number[][] => Array.from({ length: steps }, (_, t) => [Math.sin(t + phase)])

/** An Elman network of five units that learns to predict the next value of sine waves, each shifted by one step. */
export const sines = (name: string, sequences: number, steps: number, training: object): object => ({
  format: 'unfold-graph',
  version: 1,
  name,
  nodes: { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 5 }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
  edges: { W_xh: { from: 'x', to: 'h', dropout: 0.2 }, hc: { from: 'h', to: 'c' }, W_ch: { from: 'c', to: 'h' }, W_hy: { from: 'h', to: 'y' } },
  data: { kind: 'inline', sequences: Array.from({ length: sequences }, (_, i) => ({ x: sine(steps, i), y: sine(steps, i + 1) })) },
  training: { seed: 3, ...training },
})
