import { fork } from 'node:child_process'
import { join } from 'node:path'
import { acceptanceText, acceptances, judge, requestsOf } from './acceptance'
import { exampleNames, readExample } from './examples'
import { rowOf, tableText } from './table'
import type { RunRequest, RunResult } from './fulfil'

/** Number of processes, for a machine with two cores. */
const WORKERS = 2

/**
 * Trains all or the named gallery examples on their seeds in two processes, and prints the results beside the published
 * ones, and the acceptance criteria over many runs. `--short`: one seed each. `--acceptance`: only the second table.
 */
async function main(args: readonly string[]): Promise<void> {
  const wanted = args.filter((arg) => !arg.startsWith('--'))
  const [short, only] = [args.includes('--short'), args.includes('--acceptance')]
  const chosen = (name: string): boolean => wanted.length === 0 || wanted.includes(name)
  const examples = only ? [] : exampleNames().filter(chosen).map(readExample)
  const asked = short ? [] : acceptances.filter(({ example }) => chosen(example))
  const runs = examples.flatMap(({ name, expect }): RunRequest[] => Array.from({ length: short ? 1 : (expect.seeds ?? 5) }, (_, seed) => ({ name, seed })))
  const requests = [...new Map([...runs, ...requestsOf(asked)].map((request) => [`${request.name} ${request.seed}`, request])).values()].sort(
    (a, b) => a.seed - b.seed,
  )
  const results: RunResult[] = []
  const total = requests.length
  await Promise.all(
    Array.from({ length: WORKERS }, () =>
      work(requests, (result) => {
        results.push(result)
        process.stderr.write(`${results.length}/${total} ${result.name} #${result.seed}: ${result.failed ?? result.value} (${result.seconds.toFixed(1)} s)\n`)
      }),
    ),
  )
  results.sort((a, b) => a.seed - b.seed)
  const rows = examples.map((example) =>
    rowOf(
      example,
      results.filter(({ name, seed }) => name === example.name && seed < (short ? 1 : (example.expect.seeds ?? 5))),
    ),
  )
  const judgements = asked.map((acceptance) => judge(acceptance, results))
  if (rows.length > 0) process.stdout.write(`${tableText(rows, examples)}\n`)
  if (judgements.length > 0) process.stdout.write(acceptanceText(judgements))
  if (rows.some(({ stated }) => !stated) || judgements.some(({ kept }) => !kept)) process.exitCode = 1
}

/** Starts one process and sends it requests until none are left. */
function work(requests: RunRequest[], take: (results: RunResult) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    // 'advanced', because JSON cannot represent Infinity, the result of a run that never solved its task.
    const child = fork(join(import.meta.dirname, 'worker.mjs'), { serialization: 'advanced' })
    const next = (): void => {
      const request = requests.shift()
      if (request) child.send(request)
      else child.disconnect()
    }
    child.on('message', (results: RunResult) => {
      take(results)
      next()
    })
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))))
    next()
  })
}

await main(process.argv.slice(2))
