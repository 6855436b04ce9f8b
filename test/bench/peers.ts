import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** A program of the peers' folder that runs one workload and prints one line of JSON. */
export interface Peer {
  readonly name: string
  readonly workload: string
  readonly command: readonly string[]
  /** Whether it starts so slowly that one round must suffice. */
  readonly once?: boolean
}

const py = (file: string, ...rest: string[]): readonly string[] => ['PY', join('py', file), ...rest, '--threads', '1']

const js = (file: string, ...rest: string[]): readonly string[] => [process.execPath, join('js', file), ...rest, '--min', '1']

/** The best of each kind, one thread: the native library people use, and the same written by hand on its BLAS. */
const ALL: readonly Peer[] = [
  ...['W1', 'W2', 'W3', 'W4'].flatMap((workload) => [
    { name: 'numpy by hand', workload, command: py('numpy_bptt.py', workload) },
    { name: 'PyTorch', workload, command: py('torch_bptt.py', workload) },
  ]),
  ...['W3', 'W4'].flatMap((workload) => [
    { name: 'jax-js, WebAssembly', workload, command: js('jax.mjs', workload), once: true },
    { name: 'TensorFlow.js, WebAssembly', workload, command: js('tfjs.mjs', workload, '--backend', 'wasm'), once: true },
  ]),
  ...[32, 64].flatMap((n) =>
    ['numpy', 'torch'].map((kind) => ({
      name: kind === 'torch' ? 'PyTorch tensors' : 'numpy',
      workload: `W5-${n}`,
      command: py('rtrl.py', String(n), '--impl', kind),
    })),
  ),
  { name: 'numpy + scipy CSR float64', workload: 'W6', command: py('esn.py', '--impl', 'csr64') },
  { name: 'numpy + scipy CSR float32', workload: 'W6f', command: py('esn.py', '--impl', 'csr32') },
]

/** The peers that run here (those in JavaScript from the packages in PEERS_DIR), others are left out with a line on standard error. */
export function peersIn(folder: string, workloads: readonly string[]): Peer[] {
  const python = process.env.PY ?? '/usr/bin/python3'
  return ALL.filter((peer) => workloads.includes(peer.workload))
    .map((peer) => ({ ...peer, command: peer.command.map((part) => (part === 'PY' ? python : part)) }))
    .filter((peer) => {
      const there = existsSync(join(folder, peer.command[1]!))
      const runs = there && (peer.once ? process.env.PEERS_DIR !== undefined : measurePeer(folder, peer, 0.05) !== undefined)
      if (!runs) process.stderr.write(`${peer.workload}: ${peer.name} does not run here\n`)
      return runs
    })
}

/** The figure of one run, in the workload's unit; undefined if the program fails. */
export function measurePeer(folder: string, { command, workload }: Peer, seconds: number): number | undefined {
  const [program, ...rest] = command
  const timed = workload.startsWith('W6') ? [] : ['--secs', String(seconds)]
  const { stdout, status } = spawnSync(program!, [...rest, ...timed], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  })
  if (status !== 0) return undefined
  const line = stdout.trim().split('\n').at(-1) ?? ''
  const { value } = JSON.parse(line || '{}') as { value?: number }
  return typeof value === 'number' ? value : undefined
}
