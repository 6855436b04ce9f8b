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

/** The files from which a file imports values; imports of types do not exist at run time. */
function valuesOf(/** @type {string} */ file) {
  let found = known.get(file)
  if (found) return found
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest)
  found = source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return []
    const { moduleSpecifier } = statement
    if (!moduleSpecifier || !ts.isStringLiteral(moduleSpecifier) || typesOnly(statement)) return []
    return target(file, moduleSpecifier.text) ?? []
  })
  known.set(file, found)
  return found
}

/** @param {ts.ImportDeclaration | ts.ExportDeclaration} statement */
function typesOnly(statement) {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly
  const clause = statement.importClause
  if (!clause) return false
  const names = clause.namedBindings
  return clause.isTypeOnly || (!clause.name && names !== undefined && ts.isNamedImports(names) && names.elements.every((element) => element.isTypeOnly))
}

/**
 * The shortest chain of value imports from `first` to `last`, inclusive; undefined if there is none.
 * @param {string} first @param {string} last
 */
export function way(first, last, values = valuesOf) {
  /** @type {Map<string, string | undefined>} */
  const before = new Map([[first, undefined]])
  for (const file of before.keys()) {
    if (file === last) {
      /** @type {string[]} */
      const path = []
      for (let at = before.get(file), here = file; ; here = at, at = before.get(at)) {
        path.unshift(here)
        if (at === undefined) return path
      }
    }
    for (const next of values(file)) if (!before.has(next)) before.set(next, file)
  }
  return undefined
}

/**
 * Refuses cycles of value imports, whose modules have no valid order of evaluation. @type
 * {import('eslint').Rule.RuleModule}
 */
export const circles = {
  meta: { type: 'problem', docs: { description: 'no circle of imports among values' }, schema: [] },
  create(context) {
    const check = (/** @type {any} */ node) => {
      const source = node.source?.value
      const next = typeof source === 'string' ? target(context.filename, source) : undefined
      const circle = next && valuesOf(context.filename).includes(next) ? way(next, context.filename) : undefined
      if (circle)
        context.report({
          node: node.source,
          message: `A circle of imports: ${[context.filename, ...circle].map((file) => relative(context.cwd, file)).join(' → ')}.`,
        })
    }
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check }
  },
}
