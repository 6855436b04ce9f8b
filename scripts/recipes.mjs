import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fromRoot, root } from './setup/paths.mjs'
import { run } from './setup/run.mjs'
import { checkTypes } from './setup/types.mjs'

/**
 * Follows the recipes of CONTRIBUTING.md in a copy of the repository, to keep them correct: writes their files, runs
 * their tests, checks types and lint, builds the app, and deletes the copy.
 *
 * @typedef {{ title: string, blocks: { language: string, path: string, text: string }[], commands: string[] }} Recipe
 */

/**
 * The recipes of a page: each third-level heading with the fenced blocks below it.
 * @param {string} page
 * @returns {Recipe[]}
 */
export function readRecipes(page) {
  return page
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const own = section.split(/^## /m)[0] ?? ''
      const fences = [...own.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(([, language = '', path = '', text = '']) => ({ language, path, text }))
      return {
        title: own.slice(0, own.indexOf('\n')),
        blocks: fences.filter(({ path }) => path !== ''),
        commands: fences.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.trim().split('\n')),
      }
    })
    .filter(({ blocks }) => blocks.length > 0)
}

/**
 * Applies the hunks of a diff to a text. Lines that start with a space or a minus must occur consecutively, exactly
 * once. Hunks are separated by `@@`.
 * @param {string} text
 * @param {string} hunks
 */
export function applyHunks(text, hunks) {
  let lines = text.split('\n')
  for (const hunk of hunks.replace(/\n$/, '').split(/^@@.*\n/m)) {
    const changes = hunk.replace(/\n$/, '').split('\n')
    const old = changes.filter((line) => !line.startsWith('+')).map((line) => line.slice(1))
    const next = changes.filter((line) => !line.startsWith('-')).map((line) => line.slice(1))
    const found = lines.flatMap((_, at) => (old.every((line, i) => lines[at + i] === line) ? [at] : []))
    const [at] = found
    if (old.length === 0 || at === undefined || found.length > 1) throw new Error(`${found.length} places have these lines:\n${old.join('\n')}`)
    lines = [...lines.slice(0, at), ...next, ...lines.slice(at + old.length)]
  }
  return lines.join('\n')
}

async function copyTree() {
  const tree = mkdtempSync(join(tmpdir(), 'unfold-recipes-'))
  const { output } = await run('git', ['ls-files', '-co', '--exclude-standard'], { capture: true })
  for (const name of output.trim().split('\n')) {
    if (!existsSync(fromRoot(name))) continue
    mkdirSync(dirname(join(tree, name)), { recursive: true })
    cpSync(fromRoot(name), join(tree, name))
  }
  symlinkSync(fromRoot('node_modules'), join(tree, 'node_modules'))
  cpSync(fromRoot('engine', 'kernels', 'generated'), join(tree, 'engine', 'kernels', 'generated'), { recursive: true })
  if (existsSync(fromRoot('out', 'types'))) cpSync(fromRoot('out', 'types'), join(tree, 'out', 'types'), { recursive: true })
  return tree
}

/**
 * @param {string} tree
 * @param {Recipe} recipe
 */
function write(tree, { blocks }) {
  for (const { language, path, text } of blocks) {
    const file = join(tree, path)
    if (language === 'diff') writeFileSync(file, applyHunks(readFileSync(file, 'utf8'), text))
    else if (existsSync(file)) throw new Error(`${path} is there already.`)
    else {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
  }
}

const PROJECTS = ['engine', 'nodes', 'renderer', 'cli', 'test']

/**
 * Follows all recipes together, and reports the result of each check.
 * @param {(name: string, result: { status: number, output: string }) => void} report
 */
export async function followRecipes(report) {
  const recipes = readRecipes(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8'))
  const tree = await copyTree()
  const node = (/** @type {string[]} */ ...args) => run(process.execPath, args, { cwd: tree, capture: true, idle: true })
  const bin = (/** @type {string[]} */ ...path) => join(tree, 'node_modules', ...path)
  try {
    for (const recipe of recipes) {
      try {
        write(tree, recipe)
        report(`recipe: ${recipe.title}`, { status: 0, output: '' })
      } catch (error) {
        report(`recipe: ${recipe.title}`, { status: 1, output: String(error) })
      }
    }
    const tests = recipes
      .flatMap(({ commands }) => commands)
      .flatMap((command) => {
        if (!command.startsWith('npx vitest run ')) throw new Error(`A recipe says ${command}; only npx vitest run can be followed.`)
        return command.split(' ').slice(3)
      })
    const written = recipes.flatMap(({ blocks }) => blocks.map(({ path }) => path)).filter((path) => /\.tsx?$/.test(path))
    const types = async () => {
      for (const project of PROJECTS) {
        const result = await checkTypes(project, tree, { cwd: tree, capture: true, idle: true })
        if (result.status !== 0) return result
      }
      return { status: 0, output: '' }
    }
    await Promise.all([
      types().then((result) => report('recipes: types', result)),
      node(bin('vitest', 'vitest.mjs'), 'run', ...new Set(tests))
        .then((result) => report('recipes: their tests', result))
        .then(() => node(bin('eslint', 'bin', 'eslint.js'), '--max-warnings=0', ...new Set(written)))
        .then((result) => report('recipes: lint', result))
        .then(() => node(bin('electron-vite', 'bin', 'electron-vite.js'), 'build'))
        .then((result) => report('recipes: the app is built', result)),
    ])
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}
