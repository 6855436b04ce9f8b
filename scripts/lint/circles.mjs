import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'

/** Resolves a relative import to a source file; undefined for packages, style sheets and generated files. */
function target(/** @type {string} */ file, /** @type {string} */ source) {
  if (!source.startsWith('.')) return undefined
  const base = resolve(dirname(file), source.replace(/\?.*$/, ''))
  return [base, `${base}.ts`, `${base}.tsx`, join(base, 'index.ts')].find((path) => /\.tsx?$/.test(path) && existsSync(path) && statSync(path).isFile())
}

/** @type {Map<string, readonly string[]>} */
const known = new Map()

/** Returns the files to which a file refers: imports and exports of values and types, and every `import('…')`. */
function importsOf(/** @type {string} */ file) {
  const found = known.get(file)
  if (found) return found
  const imports = ts.preProcessFile(readFileSync(file, 'utf8')).importedFiles.flatMap(({ fileName }) => target(file, fileName) ?? [])
  known.set(file, imports)
  return imports
}

/**
 * Returns the shortest circle of imports through a file: the file, those in between, and the file again; undefined if
 * there is none.
 */
export function circleThrough(/** @type {string} */ file) {
  /** @type {Map<string, string>} */
  const from = new Map()
  for (const next of importsOf(file)) from.set(next, file)
  for (const next of from.keys()) {
    if (next === file) break
    for (const further of importsOf(next)) if (!from.has(further)) from.set(further, next)
  }
  if (!from.has(file)) return undefined
  const circle = [file]
  do circle.unshift(/** @type {string} */ (from.get(/** @type {string} */ (circle[0]))))
  while (circle[0] !== file)
  return circle
}

/**
 * Reports circles of imports, including those of types: such files cannot be read or moved separately, and modules that
 * import values in a circle have no valid order of evaluation. @type {import('eslint').Rule.RuleModule}
 */
export const circles = {
  meta: { type: 'problem', docs: { description: 'no circle of imports' }, schema: [] },
  create(context) {
    const circle = circleThrough(context.filename)
    if (!circle) return {}
    const check = (/** @type {any} */ node) => {
      const source = node.source?.value
      if (typeof source !== 'string' || target(context.filename, source) !== circle[1]) return
      context.report({ node: node.source, message: `A circle of imports: ${circle.map((file) => relative(context.cwd, file)).join(' → ')}.` })
    }
    return { ImportDeclaration: check, ImportExpression: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, TSImportType: check }
  },
}
