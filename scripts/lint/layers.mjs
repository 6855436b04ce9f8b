import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

const ENGINE = [
  'base',
  'formula',
  'contract',
  'kinds',
  'document',
  'archive',
  'ops',
  'kernels',
  'algebra',
  'compile',
  'learn',
  'data',
  'run',
  'export',
  'import',
  'analyze',
  'forecast',
  'stream',
]
const engine = (/** @type {string[]} */ ...folders) => folders.map((folder) => `engine/${folder}`)

/** The folders of `engine/learn`, from the bottom up: each may import those before it. */
const LEARN = ['model', 'threads', 'optimize', 'bptt', 'rtrl', 'readout', 'curvature', 'evaluate', 'train', 'check'].map((folder) => `engine/learn/${folder}`)

/**
 * The folders of the renderer, from the bottom up: each may import those before it, or, if it has `below`, only these.
 * `others` are the folders outside the renderer that it may import.
 * @type {{ folder: string, below?: string[], others?: string[], packages?: string[], types?: string[] }[]}
 */
const RENDERER = [
  // These three know no documents.
  { folder: 'languages', others: ['nodes', ...engine('data/tasks', 'kinds')], packages: ['i18next', 'react-i18next'] },
  { folder: 'controls', others: engine('base/markdown', 'document/limits') },
  { folder: 'keys', others: engine('contract/schema', 'document/accept') },
  { folder: 'worker', packages: ['rxjs', 'i18next'] },
  // These four have no React, so that the command line can draw and tests need no screen.
  { folder: 'document', below: [], packages: ['immer'] },
  { folder: 'drawing', below: ['languages', 'document'], packages: [], types: ['@xyflow/react'] },
  { folder: 'picture', below: ['languages', 'document', 'drawing'], packages: ['katex'] },
  { folder: 'editing', below: ['document', 'drawing'], packages: ['immer', 'rxjs', 'zustand'] },
  { folder: 'workspace' },
  { folder: 'graph' },
  { folder: 'panels' },
  { folder: 'inspector' },
  { folder: 'outline' },
  { folder: 'equations' },
  { folder: 'unrolled' },
  { folder: 'tour' },
  { folder: 'help' },
  { folder: 'app' },
  { folder: 'page' },
]

/**
 * The allowed imports of each folder: other folders of the repository, packages, and packages of which only types are
 * imported. The first row that contains a file applies.
 * @type {{ folder: string, from: string[], packages?: string[], types?: string[] }[]}
 */
const LAYERS = [
  { folder: 'engine/base', from: [] },
  { folder: 'engine/formula', from: engine('base') },
  { folder: 'engine/contract', from: engine('base', 'formula', 'document/types', 'document/limits', 'kernels/types') },
  { folder: 'engine/kinds', from: engine('base', 'formula', 'contract', 'kernels/types') },
  { folder: 'engine/document', from: engine('base', 'formula', 'contract', 'kinds') },
  { folder: 'engine/archive', from: engine('base', 'document/limits'), packages: ['fflate'] },
  { folder: 'engine/kernels', from: engine('base', 'formula', 'kinds') },
  { folder: 'engine/ops', from: engine('base', 'formula', 'contract', 'kinds', 'document', 'kernels/types') },
  { folder: 'engine/data', from: engine('base', 'formula', 'contract', 'kinds', 'document') },
  { folder: 'engine/compile', from: engine('base', 'formula', 'contract', 'kinds', 'document', 'ops', 'kernels', 'data/types') },
  { folder: 'engine/algebra', from: engine('base', 'kernels/types') },
  ...LEARN.map((folder, i) => ({
    folder,
    from: [...engine('base', 'formula', 'contract', 'kinds', 'document', 'ops', 'kernels', 'algebra', 'compile', 'data'), ...LEARN.slice(0, i)],
  })),
  { folder: 'engine/forecast', from: engine('base', 'formula', 'contract', 'kinds', 'document', 'compile', 'learn', 'data') },
  { folder: 'engine/stream', from: engine('base', 'formula', 'contract', 'kinds', 'document', 'compile', 'learn', 'data') },
  { folder: 'engine/sweep', from: engine('base', 'contract', 'document') },
  { folder: 'engine/analyze', from: engine('base', 'formula', 'contract', 'kinds', 'document', 'algebra', 'compile', 'learn', 'data/types') },
  {
    folder: 'engine/export',
    from: engine('base', 'archive', 'formula', 'contract', 'kinds', 'document', 'ops', 'kernels', 'algebra', 'compile', 'learn', 'data'),
  },
  { folder: 'engine/import', from: engine('base', 'archive', 'contract', 'kinds', 'document', 'compile', 'learn', 'export'), packages: ['jsfive'] },
  { folder: 'engine/run', from: engine(...ENGINE), packages: ['rxjs'] },
  { folder: 'nodes', from: engine('base', 'formula', 'contract', 'kinds', 'ops', 'document/types') },
  ...RENDERER.map(({ folder, below, others = ['nodes', 'engine', 'electron/contract'], packages = ['*'], types }, i) => ({
    folder: `renderer/${folder}`,
    from: [...others, ...(below ?? RENDERER.slice(0, i).map((row) => row.folder)).map((name) => `renderer/${name}`)],
    packages,
    ...(types && { types }),
  })),
  // The command line draws pictures with the geometry of the canvas, which needs no screen.
  { folder: 'cli', from: ['nodes', 'engine', 'renderer/languages/en', 'renderer/drawing', 'renderer/picture'], packages: ['node:*', 'rxjs'] },
  // The command line's program trains the window's sweeps, in a separate process.
  { folder: 'electron/runner', from: ['cli', 'electron/contract'], packages: ['node:*'] },
  // Limits and declarations apply on both sides of the bridge, and the command line reads bundles too.
  {
    folder: 'electron',
    from: engine('document/limits', 'document/accept', 'contract/schema', 'archive', 'base/messages/format', 'sweep/row'),
    packages: ['node:*', 'electron'],
  },
]

/** Folders in which every file that imports belongs to a row. */
const ROOTS = ['engine', 'nodes', 'renderer', 'electron', 'cli']

const within = (/** @type {string} */ path, /** @type {string} */ folder) => path === folder || path.startsWith(`${folder}/`) || path.startsWith(`${folder}.`)

/**
 * Returns the reason why `file` may not import `source`; null if it may.
 * @param {string} root Folder of the repository.
 * @param {string} file
 * @param {string} source
 * @param {boolean} onlyTypes Whether it is an `import type`.
 */
export function violation(root, file, source, onlyTypes = false) {
  const here = relative(root, file).split(sep).join('/')
  const layer = LAYERS.find(({ folder }) => here.startsWith(`${folder}/`))
  if (!layer)
    return ROOTS.includes(here.split('/')[0] ?? '') ? `${here} is in no folder with a row in scripts/lint/layers.mjs, so it may not import anything` : null
  if (!source.startsWith('.')) {
    const allowed = [...(layer.packages ?? []), ...((onlyTypes && layer.types) || [])]
    const ok = allowed.some((name) =>
      name === '*'
        ? !source.startsWith('node:') && source !== 'electron'
        : name.endsWith('*')
          ? source.startsWith(name.slice(0, -1))
          : source === name || source.startsWith(`${name}/`),
    )
    return ok ? null : `${layer.folder}/ may not import the package ${source}`
  }
  const there = relative(root, resolve(dirname(file), source.replace(/\?.*$/, '')))
    .split(sep)
    .join('/')
  // A node type must not import another one; shared code is beside their folders.
  const [top, type, rest] = here.split('/')
  const [otherTop, otherType, otherRest] = there.split('/')
  const otherFolder = otherRest !== undefined || existsSync(join(root, there, 'index.ts'))
  if (top === 'nodes' && rest !== undefined && otherTop === 'nodes' && otherType !== undefined && otherFolder && type !== otherType) {
    return `nodes/${type}/ may not import nodes/${otherType}/; put what both need beside their folders`
  }
  if (within(there, layer.folder) || layer.from.some((folder) => within(there, folder))) return null
  return `${layer.folder}/ may not import ${there}`
}

/** @type {import('eslint').Rule.RuleModule} */
export const layers = {
  meta: { type: 'problem', docs: { description: 'hold the import rules of the architecture' }, schema: [] },
  create(context) {
    const check = (/** @type {any} */ node) => {
      const source = node.source
      if (typeof source?.value !== 'string') return
      const message = violation(context.cwd, context.filename, source.value, node.importKind === 'type')
      if (message) context.report({ node: source, message: `${message}.` })
    }
    return { ImportDeclaration: check, ImportExpression: check, ExportAllDeclaration: check, ExportNamedDeclaration: check, TSImportType: check }
  },
}
