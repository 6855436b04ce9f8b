import { fork } from 'node:child_process'
import { join } from 'node:path'
import { exampleNames, readExample } from './examples'
import { rowOf, tableText } from './table'
import type { Order, Told } from './fulfil'

/** Runs at once: one a core of the machine that the time is promised for. */
const WORKERS = 2

/**
 * Trains every example of the gallery, or those that are named, on its seeds in two processes and prints what they
 * reach beside what is published. `--short`: one seed each, of those examples that say how they are trained shortly.
 */
async function main(args: readonly string[]): Promise<void> {
  const wanted = args.filter((arg) => !arg.startsWith('--'))
  const short = args.includes('--short')
  const examples = exampleNames().filter((name) => wanted.length === 0 || wanted.includes(name)).map(readExample)
  const orders = examples
    .flatMap(({ name, expect }): Order[] => Array.from({ length: short ? 1 : (expect.seeds ?? 5) }, (_, seed) => ({ name, seed })))
    .sort((a, b) => a.seed - b.seed)
  const told: Told[] = []
  const total = orders.length
  await Promise.all(Array.from({ length: WORKERS }, () => work(orders, (result) => {
    told.push(result)
    process.stderr.write(`${told.length}/${total} ${result.name} #${result.seed}: ${result.failed ?? result.value} (${result.seconds.toFixed(1)} s)\n`)
  })))
  const rows = examples.map((example) => rowOf(example, told.filter(({ name }) => name === example.name)))
  process.stdout.write(`${tableText(rows, examples)}`)
  if (rows.some(({ stated }) => !stated)) process.exitCode = 1
}

/** One process that takes orders until there are none. */
function work(orders: Order[], take: (told: Told) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    // Advanced: JSON has no word for Infinity, a run that never solved its task.
    const child = fork(join(import.meta.dirname, 'worker.mjs'), { serialization: 'advanced' })
    const next = (): void => {
      const order = orders.shift()
      if (order) child.send(order)
      else child.disconnect()
    }
    child.on('message', (told: Told) => {
      take(told)
      next()
    })
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))))
    next()
  })
}

await main(process.argv.slice(2))
