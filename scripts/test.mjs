import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { buildApp } from './build.mjs'
import { followRecipes } from './recipes.mjs'
import { checkTypes } from './setup/types.mjs'
import { fromRoot, say } from './setup/paths.mjs'
import { run } from './setup/run.mjs'
import { setup } from './setup.mjs'

/**
 * Runs all tests: types, lint and import rules, the recipes of CONTRIBUTING.md, unit tests, and the app on a virtual
 * screen. The last line on standard output is `N passed, N failed` over all of them; a check that could not run counts as
 * failed. `npm test -- unit e2e` runs only these stages.
 *
 * @typedef {{ passed: number, failed: number, skipped?: number }} Count
 */

const PROJECTS = ['engine', 'nodes', 'renderer', 'electron', 'cli', 'test', 'scripts']
const failed = { passed: 0, failed: 1 }
const bin = (/** @type {string[]} */ ...path) => fromRoot('node_modules', ...path)

/** @param {string} name @param {{ status: number, output: string }} result @returns {Count} */
function check(name, { status, output }) {
  say(status === 0 ? `  ✓ ${name}` : `  ✗ ${name}\n${output.trimEnd()}`)
  return status === 0 ? { passed: 1, failed: 0 } : failed
}

const sum = (/** @type {Count[]} */ counts) =>
  counts.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: (a.skipped ?? 0) + (b.skipped ?? 0) }))

/** @returns {Promise<Count>} */
async function types() {
  mkdirSync(fromRoot('out', 'types'), { recursive: true })
  const waiting = [...PROJECTS]
  /** @type {Count[]} */
  const counts = []
  // Two at a time: each is one thread, and lint runs beside them as another.
  await Promise.all(
    [1, 2].map(async () => {
      for (let project = waiting.shift(); project !== undefined; project = waiting.shift()) {
        counts.push(check(`types: ${project}`, await checkTypes(project, fromRoot(), { capture: true })))
      }
    }),
  )
  return sum(counts)
}

const lint = async () =>
  sum(
    await Promise.all([
      run(process.execPath, [bin('eslint', 'bin', 'eslint.js'), '.', '--max-warnings=0', '--no-color'], { capture: true }).then((result) =>
        check('lint and import rules', result),
      ),
      run(process.execPath, [bin('@biomejs', 'biome', 'bin', 'biome'), 'format', '--colors=off'], { capture: true }).then((result) => check('format', result)),
      run(process.execPath, [bin('knip', 'bin', 'knip.js'), '--no-progress'], { capture: true }).then((result) => check('nothing that nobody uses', result)),
      import('./lint/workflows.mjs').then(({ checkWorkflows }) => checkWorkflows()).then((result) => check('workflow files', result)),
    ]),
  )

/**
 * Reads a test runner's report. Counts a failure if the report is missing, or if the runner failed without a failed
 * test.
 * @param {string} file
 * @param {number} status
 * @param {(report: any) => Count} read
 */
function fromReport(file, status, read) {
  try {
    const count = read(JSON.parse(readFileSync(file, 'utf8')))
    return status !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count
  } catch {
    return failed
  }
}

/** Follows the recipes. Runs beside the tests in the app, which often wait, at lowest priority. */
async function recipes() {
  /** @type {Count[]} */
  const counts = []
  await followRecipes((name, result) => counts.push(check(name, result)))
  return sum(counts)
}

async function unit() {
  const file = fromRoot('out', 'test', 'unit.json')
  rmSync(file, { force: true })
  const { status } = await run(process.execPath, [bin('vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`], {})
  return fromReport(file, status, (report) => ({
    passed: report.numPassedTests,
    // A file that could not be loaded has no failed tests, so count the file.
    failed:
      report.numFailedTests
      + report.testResults.filter((/** @type {any} */ { status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length,
    skipped: report.numPendingTests,
  }))
}

async function e2e() {
  try {
    await preparing
    await buildApp()
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    return { passed: 0, failed: 2 } // the app, and the tests that could not run
  }
  const file = fromRoot('out', 'test', 'e2e.json')
  rmSync(file, { force: true })
  const { status } = await run(process.execPath, [bin('@playwright', 'test', 'cli.js'), 'test'], {})
  const count = fromReport(file, status, ({ stats, errors }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  }))
  return sum([{ passed: 1, failed: 0 }, count])
}

/** @type {Record<string, () => Promise<Count>>} */
const STAGES = { types, lint, unit, recipes, e2e }
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in STAGES))
const stages = Object.keys(STAGES).filter((name) => asked.length === 0 || asked.includes(name))

// Otherwise the runners would colour captured output.
if (!process.stderr.isTTY) process.env.NO_COLOR = '1'

/** Installs Electron's runtime and system packages while other stages run; `e2e` waits for this and reports its failure. */
let preparing = Promise.resolve()

/** @type {Count[]} */
const counts = []
try {
  if (unknown.length > 0) throw new Error(`There is no stage ${unknown.join(', ')}; there are ${Object.keys(STAGES).join(', ')}.`)
  await setup()
  preparing = stages.includes('e2e') ? setup({ tests: true }) : Promise.resolve()
  preparing.catch(() => undefined)
  const begin = async (/** @type {string} */ name) => {
    say(`\n${name}`)
    const began = performance.now()
    const count =
      (await STAGES[name]?.().catch((error) => {
        say(String(error?.stack ?? error))
        return failed
      })) ?? failed
    say(`${name}: ${count.passed} passed, ${count.failed} failed, ${((performance.now() - began) / 1000).toFixed(1)} s`)
    counts.push(count)
  }
  // Run stages together to keep all processors busy: lint is one thread, and tests, above all those in the app, often wait.
  for (const together of [
    ['types', 'lint', 'unit'],
    ['recipes', 'e2e'],
  ])
    await Promise.all(stages.filter((name) => together.includes(name)).map(begin))
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  counts.push(...(unknown.length > 0 ? [failed] : stages.map(() => failed))) // none of them could run
}
const total = sum(counts)
if (total.skipped) say(`\n${total.skipped} skipped`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`)
