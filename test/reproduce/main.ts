import { fork } from 'node:child_process'
import { join } from 'node:path'
import { acceptanceText, acceptances, judge, ordersOf } from './acceptance'
import { exampleNames, readExample } from './examples'
import { rowOf, tableText } from './table'
import type { Order, Told } from './fulfil'

/** Runs at once: one a core of the machine that the time is promised for. */
const WORKERS = 2

/**
 * Trains every example of the gallery, or those that are named, on its seeds in two processes and prints what they
 * reach beside what is published, and what is asked of many runs together beside what they came to. `--short`: one seed
 * each. `--acceptance`: the second table alone.
 */
async function main(args: readonly string[]): Promise<void> {
  const wanted = args.filter((arg) => !arg.startsWith('--'))
  const [short, only] = [args.includes('--short'), args.includes('--acceptance')]
  const chosen = (name: string): boolean => wanted.length === 0 || wanted.includes(name)
  const examples = only ? [] : exampleNames().filter(chosen).map(readExample)
  const asked = short ? [] : acceptances.filter(({ example }) => chosen(example))
  const runs = examples.flatMap(({ name, expect }): Order[] => Array.from({ length: short ? 1 : (expect.seeds ?? 5) }, (_, seed) => ({ name, seed })))
  const orders = [...new Map([...runs, ...ordersOf(asked)].map((order) => [`${order.name} ${order.seed}`, order])).values()].sort((a, b) => a.seed - b.seed)
  const told: Told[] = []
  const total = orders.length
  await Promise.all(
    Array.from({ length: WORKERS }, () =>
      work(orders, (result) => {
        told.push(result)
        process.stderr.write(`${told.length}/${total} ${result.name} #${result.seed}: ${result.failed ?? result.value} (${result.seconds.toFixed(1)} s)\n`)
      }),
    ),
  )
  told.sort((a, b) => a.seed - b.seed)
  const rows = examples.map((example) =>
    rowOf(
      example,
      told.filter(({ name, seed }) => name === example.name && seed < (short ? 1 : (example.expect.seeds ?? 5))),
    ),
  )
  const judgements = asked.map((acceptance) => judge(acceptance, told))
  if (rows.length > 0) process.stdout.write(`${tableText(rows, examples)}\n`)
  if (judgements.length > 0) process.stdout.write(acceptanceText(judgements))
  if (rows.some(({ stated }) => !stated) || judgements.some(({ kept }) => !kept)) process.exitCode = 1
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
